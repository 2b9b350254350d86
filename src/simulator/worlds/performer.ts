import type { Snowflake } from '../../core/snowflake.ts';
import type { Guilds } from '../server/guilds.ts';
import type { Members } from '../server/members.ts';
import type { Moderation } from '../server/moderation.ts';
import type { World } from '../server/world.ts';
import type { MessageWriter } from './message-writer.ts';
import type { WorldEvent } from './world-event.ts';

export interface PerformerDeps {
  readonly world: World;
  readonly guilds: Guilds;
  readonly members: Members;
  readonly moderation: Moderation;
  readonly messages: MessageWriter;
}

/** Applies recorded events. */
export class Performer {
  readonly #deps: PerformerDeps;

  constructor(deps: PerformerDeps) {
    this.#deps = deps;
  }

  /**
   * Applies one event now. Messages and joins have the instant of the event.
   *
   * @throws {RangeError} for an unknown channel.
   */
  perform(guildId: Snowflake, event: WorldEvent): void {
    const { ev, user, amount = 1, bot = false, pending: isPending = false } = event;
    const { world, guilds, members } = this.#deps;
    if (user) world.user(user, bot); // The user of any event of an app is an app.
    if (ev === 'join') members.join(guildId, user, { isBot: bot, atMs: event.atMs, isPending });
    else if (ev === 'part') this.#leave(guildId, user, event);
    else if (ev === 'members') members.setCount(guildId, amount);
    else if (ev === 'online') guilds.setOnlineCount(guildId, amount);
    else if (user) this.#act(guildId, user, event);
  }

  #leave(guildId: Snowflake, userId: Snowflake | undefined, { how, by = '' }: WorldEvent): void {
    const { members, moderation } = this.#deps;
    if (how === 'ban' && userId) moderation.ban(guildId, userId, by);
    else if (how === 'kick' && userId) moderation.kick(guildId, userId, by);
    else members.part(guildId, userId);
  }

  #act(guildId: Snowflake, userId: Snowflake, event: WorldEvent): void {
    const { ev, channel = null, bot = false, by = '', amount = 0, roles = [] } = event;
    const { members, moderation, messages } = this.#deps;
    const untilMs = amount === 0 ? null : event.atMs + amount * 1000;
    if (ev === 'msg') messages.write(guildId, userId, event);
    else if (ev === 'react') messages.react(guildId, userId, event);
    else if (ev === 'voice') members.speak(guildId, userId, channel, bot);
    else if (ev === 'presence') members.appear(guildId, userId, event.device?.split('+') ?? [], bot);
    else if (ev === 'pass') members.passScreening(guildId, userId);
    else if (ev === 'roles') members.setRoles(guildId, userId, roles);
    else if (ev === 'timeout') moderation.timeOut(guildId, userId, by, untilMs);
  }
}
