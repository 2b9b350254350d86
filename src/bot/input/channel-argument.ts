import { type Channel, isCounted, noCategoryId } from '../../core/channel.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { Mistake } from '../../render/mistake.ts';
import { escapeMarkdown, inlineCode, quoteInput } from '../../render/quote.ts';
import type { Words } from '../../render/words.ts';
import { channelIdIn, channelsCalled, isSameRank } from './channels-called.ts';
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

/** A channel as a person may write it in a command: a mention, or the name of a deleted channel. */
function howToAsk({ id, name, isDeleted }: Channel): string {
  if (!isDeleted) return `<#${id}>`;
  return inlineCode(/\s/.test(name) ? `"${name}"` : `#${name}`);
}

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
