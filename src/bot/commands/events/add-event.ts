import { eventName, longestEventName, mostEvents, type NewEvent, withEvent } from '../../../core/events/event.ts';
import { threadsIn } from '../../../gateway/channel-view.ts';
import { Mistake } from '../../../render/mistake.ts';
import { escapeMarkdown } from '../../../render/quote.ts';
import { resolveChannel } from '../../input/channel-argument.ts';
import { eventSpan } from '../../input/event-span.ts';
import { eventTime } from './event-line.ts';
import type { RunSubcommand } from './run-subcommand.ts';

/** `/event add`. */
export const addEvent: RunSubcommand = async ({ guildId, options, channels, words }, services) => {
  const name = plainName(options.get('name') ?? '');
  const span = eventSpan(options.get('from') ?? '', options.get('to') ?? null, services.clock.now());
  const threads = threadsIn(channels, await services.guildCache.get(guildId));
  const channel = resolveChannel(options.get('channel') ?? 'all', channels, threads);
  const added: NewEvent = { name, ...span, channelId: channel?.id ?? null, discordId: null, isRecurring: false };
  const events = await services.events.changeEvents(guildId, (known) => {
    if (known.length >= mostEvents) throw new Mistake('event.full', { most: mostEvents });
    return withEvent(known, added);
  });
  if (events === null) throw new Mistake('event.serverUnknown');
  const said = { name: escapeMarkdown(name), time: eventTime(span, words) };
  const saved =
    channel === null
      ? words.say('event.added', said)
      : words.say('event.addedIn', { ...said, channel: `<#${channel.id}>` });
  return [{ content: saved }];
};

/** @throws {Mistake} if it cannot be kept as it is: what a person typed is not changed unsaid. */
function plainName(text: string): string {
  if (/<@[!&]?\d+>|\d{15,}/.test(text)) throw new Mistake('event.nameWithId');
  if (text.trim().length > longestEventName) throw new Mistake('event.longName', { most: longestEventName });
  const name = eventName(text);
  if (name === '') throw new Mistake('event.noName');
  return name;
}
