import type { Snowflake } from '../../core/snowflake.ts';
import type { Channels } from '../server/channels.ts';
import type { Channel } from '../server/entities.ts';
import type { Members } from '../server/members.ts';
import type { Messages } from '../server/messages.ts';
import type { World } from '../server/world.ts';
import type { WorldEvent } from './world-event.ts';

/** Lets written-down events happen. */
export class Performer {
  readonly #world: World;
  readonly #channels: Channels;
  readonly #members: Members;
  readonly #messages: Messages;
  #written = 0;

  constructor(world: World, channels: Channels, members: Members, messages: Messages) {
    this.#world = world;
    this.#channels = channels;
    this.#members = members;
    this.#messages = messages;
  }

  /** Lets one event happen, now; messages and joins bear the instant of the event. Throws RangeError for an unknown channel. */
  perform(guildId: Snowflake, event: WorldEvent): void {
    const { ev, user, channel = null, amount = 1, bot = false } = event;
    if (user) this.#world.user(user, bot); // Whoever did anything as an app is one.
    if (ev === 'msg' && user) this.#write(event, user, amount, bot);
    else if (ev === 'voice' && user) this.#members.speak(guildId, user, channel, bot);
    else if (ev === 'join') this.#members.join(guildId, user, { isBot: bot, atMs: event.atMs });
    else if (ev === 'part') this.#members.part(guildId, user);
    else if (ev === 'presence' && user) this.#members.appear(guildId, user, event.device?.split('+') ?? [], bot);
    else if (ev === 'members') this.#members.setCount(guildId, amount);
  }

  #write(event: WorldEvent, userId: Snowflake, amount: number, isBot: boolean): void {
    const author = this.#world.user(userId, isBot);
    const channel = this.#channelOf(event);
    for (let written = 0; written < amount; written++) {
      const content = sentences[this.#written++ % sentences.length] ?? '';
      this.#messages.write(channel, author, content, event.atMs);
    }
  }

  #channelOf({ channel: channelId, thread: threadId }: WorldEvent): Channel {
    const channel = this.#world.channel(threadId ?? channelId ?? '');
    if (channel) return channel;
    if (threadId && channelId) return this.#channels.createThread(channelId, 'A thought', threadId);
    throw new RangeError('a message in a channel that this world does not have');
  }
}

const sentences = [
  'Good morning everyone, how was your weekend?',
  'I have just pushed the fix, could somebody have a look at it please?',
  'ok',
  'That is a lovely idea, but who is going to write it all down before Thursday?',
  'haha yes',
  'Has anyone here tried the new brushes yet? I cannot get the pressure curve right.',
  'I will be there tonight, a little late.',
  'See the pinned message; it has the link, the date, and how to sign up for a slot.',
  'Thanks!',
];
