import { type Channel, isCounted, noCategoryId } from '../../core/channel.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { Mistake } from '../../render/mistake.ts';
import { escapeMarkdown, inlineCode, quoteInput } from '../../render/quote.ts';
import { channelIdIn, channelsCalled, isSameRank } from './channels-called.ts';
import { howToAsk } from './how-to-ask.ts';
import { nearest } from './near.ts';

/**
 * The named channel among the given ones; null for `all`. A name is compared exactly, then case-insensitively. A live
 * channel takes precedence over a deleted one, and a text channel over a voice channel of the same name.
 * `channelNote` says so.
 *
 * @param channels Those that the asker may see, with categories and deleted channels. No other is found or named.
 * @param parentOf The channel of a thread; undefined for any other id.
 * @throws {Mistake} if there is no such channel, if it is a thread or category, or if two of the same kind share the
 * name.
 */
export function resolveChannel(
  argument: string,
  channels: readonly Channel[],
  parentOf: (id: Snowflake) => Snowflake | undefined,
): Channel | null {
  const text = argument.trim();
  if (text.toLowerCase() === 'all') return null;
  const id = channelIdIn(text);
  const byId = channels.find((channel) => channel.id === id);
  const [found, ...others] = byId === undefined ? channelsCalled(text, channels) : [byId];
  if (found === undefined) throw unknown(text, id, channels, parentOf);
  if (!isCounted(found)) throw ofCategory(found, channels) ?? unknown(text, undefined, channels, parentOf);
  const twins = others.filter((other) => isSameRank(found, other));
  if (twins.length > 0) throw ambiguous([found, ...twins], channels);
  return found;
}

function unknown(
  text: string,
  id: Snowflake | undefined,
  channels: readonly Channel[],
  parentOf: (id: Snowflake) => Snowflake | undefined,
): Mistake {
  if (id !== undefined) {
    const parentId = parentOf(id);
    const parent = channels.find((channel) => channel.id === parentId);
    return parent === undefined
      ? new Mistake('channel.unknownId')
      : new Mistake('channel.thread', { channel: howToAsk(parent) });
  }
  if (beginsRange.test(text)) return new Mistake('channel.missing', { example: quoteInput(`all ${text}`) });
  const named = channels.filter(isCounted).toSorted((a, b) => Number(a.isDeleted) - Number(b.isDeleted));
  const candidates = [
    { name: 'all', suggestion: inlineCode('all') },
    ...named.map((channel) => ({ name: channel.name, suggestion: howToAsk(channel) })),
  ];
  const meant = nearest(text.replace(/^#/, ''), candidates, ({ name }) => name);
  if (meant === undefined) return new Mistake('channel.unknown', { text: quoteInput(text) });
  return new Mistake('channel.didYouMean', { text: quoteInput(text), suggestion: meant.suggestion });
}

const beginsRange = /^(?:last|past|this|since|from|yesterday|today|\d{4}-\d{1,2}(?:-\d{1,2})?)$/i;

const mostNamed = 3;

/** Undefined if none of the category's channels may be named. */
function ofCategory(category: Channel, channels: readonly Channel[]): Mistake | undefined {
  const inside = channels.filter(
    ({ categoryId, kind, isDeleted }) => categoryId === category.id && kind !== 'category' && !isDeleted,
  );
  if (inside.length === 0) return undefined;
  const examples = inside.slice(0, mostNamed).map(howToAsk).join(', ');
  return new Mistake('channel.category', { name: escapeMarkdown(category.name), channels: examples });
}

const mostTwins = 5;

function ambiguous(twins: readonly Channel[], channels: readonly Channel[]): Mistake {
  const [first] = twins;
  const listed = twins.slice(0, mostTwins).map((channel) => {
    const category = channels.find(({ id }) => id === channel.categoryId && id !== noCategoryId);
    const asked = channel.isDeleted ? inlineCode(channel.id) : howToAsk(channel);
    return category === undefined ? asked : `${asked} (${escapeMarkdown(category.name)})`;
  });
  const values = { count: twins.length, name: inlineCode(`#${first?.name}`), channels: listed.join(', ') };
  return first?.isDeleted ? new Mistake('channel.deletedTwins', values) : new Mistake('channel.twins', values);
}
