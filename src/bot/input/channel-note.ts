import type { Channel } from '../../core/channel.ts';
import { inlineCode } from '../../render/quote.ts';
import type { Words } from '../../render/words.ts';
import { channelIdIn, channelsCalled } from './channels-called.ts';
import { howToAsk } from './how-to-ask.ts';

/**
 * A sentence for a channel that was asked for by a name that other channels have or had too; null if there are none. It
 * has mentions, which Discord does not show in the footer of an embed.
 *
 * @param argument What `resolveChannel` was given.
 * @param channels Those that the asker may see. No other is named.
 */
export function channelNote(
  argument: string,
  channel: Channel,
  channels: readonly Channel[],
  words: Words,
): string | null {
  const text = argument.trim();
  if (channelIdIn(text) === channel.id) return null;
  const others = channelsCalled(text, channels).filter(({ id }) => id !== channel.id);
  const [first] = others;
  if (first === undefined) return null;
  const name = inlineCode(`#${channel.name}`);
  const asked = others.slice(0, mostNamed).map((other) => (other.isDeleted ? inlineCode(other.id) : howToAsk(other)));
  const list = words.list(asked, 'disjunction');
  if (first.isDeleted) return words.say('channel.deletedNamesake', { name, count: others.length, channels: list });
  return words.say('channel.namesake', { name, channels: list });
}

const mostNamed = 3;
