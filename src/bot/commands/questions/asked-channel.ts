import type { Channel } from '../../../core/channel.ts';
import { threadsIn } from '../../../gateway/channel-view.ts';
import { countedTime, suggestChannels, suggestRanges } from '../../answering/suggestions.ts';
import { channelAndRange } from '../../input/channel-and-range.ts';
import { channelNote, resolveChannel } from '../../input/channel-argument.ts';
import type { Command, CommandRequest, CommandServices, Options, SlashOption } from '../command.ts';
import { rangeOption } from '../default-range.ts';
import { formatOption } from '../format-option.ts';
import { type AskedDays, askedDays } from './asked-days.ts';
import { withFormat } from './table-answer.ts';

/** What a question about a channel or all of them asks for. */
export interface AskedChannel extends AskedDays {
  /** Null for the whole server. */
  readonly channel: Channel | null;
  /** A sentence about other channels of that name, if there are any. */
  readonly note: readonly string[];
}

/**
 * Reads `[channel|all] [daterange]`. A typed text is divided here, because only now the asker's channels are known.
 *
 * @throws {Mistake} if there is no such channel, or if the rest is not a range.
 */
export async function askedChannel(request: CommandRequest, services: CommandServices): Promise<AskedChannel> {
  const { guildId, options, channels, words } = request;
  const typed = options.get(typedOption);
  const named =
    typed === undefined
      ? { channel: options.get('channel') ?? 'all', range: options.get('range') ?? null }
      : channelAndRange(typed, channels, services.clock.now());
  const channel = resolveChannel(named.channel, channels, threadsIn(channels, await services.guildCache.get(guildId)));
  const note = channel === null ? null : channelNote(named.channel, channel, channels, words);
  return { ...(await askedDays(named.range, request, services)), channel, note: note === null ? [] : [note] };
}

/** Not an option of the slash command: the whole text of a typed one. */
const typedOption = 'text';

/** See {@link askedChannel}. `format:csv` may stand anywhere in the text. */
export function channelAndRangeText(text: string): Options {
  return withFormat(text, (rest) => new Map(rest.trim() === '' ? [] : [[typedOption, rest.trim()]]));
}

export const channelAndRangeOptions: readonly SlashOption[] = [
  { name: 'channel', kind: 'text', description: 'command.option.channel', isSuggested: true },
  rangeOption,
  formatOption,
];

export const suggestChannelsAndRanges: NonNullable<Command['suggest']> = async (name, typed, request, services) => {
  const { guildId, channels, words } = request;
  if (name === 'channel') return suggestChannels(typed, channels, words);
  return suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: false, words });
};
