import type { Channel } from '../../core/channel.ts';
import { UserError } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';

const expected = 'a channel of this server (`#name`, `"a name with spaces"`, an id) or `all`';

/**
 * The named channel among the guild's channels, deleted ones included; null for `all`. A name is compared exactly, then
 * case-insensitively. A live channel takes precedence over a deleted one, and a text channel over a voice channel of
 * the same name.
 *
 * @throws {UserError} if there is no such channel, if it is a thread or category, or if two of the same kind share the
 * name.
 */
export function resolveChannel(
  argument: string,
  channels: readonly Channel[],
  isThread: (id: Snowflake) => boolean,
): Channel | null {
  const text = argument.trim();
  if (text.toLowerCase() === 'all') return null;
  const id = /^<#(\d{1,20})>$/.exec(text)?.[1] ?? /^\d{1,20}$/.exec(text)?.[0];
  const byId = channels.find((channel) => channel.id === id);
  if (byId !== undefined) return counted(byId);
  if (id !== undefined && isThread(id)) {
    throw new UserError('Expected a channel, but got a thread; its messages count for its channel.');
  }
  const found = byName(unquoted(text), channels);
  if (found === undefined) throw new UserError(`Expected ${expected}, but got ${quoteInput(text)}.`);
  return found;
}

function counted(channel: Channel): Channel {
  if (channel.kind === 'category') {
    throw new UserError(
      `Expected a channel, but got the category ${quoteInput(channel.name)}; ask for one of its channels.`,
    );
  }
  return channel;
}

/** Phones type curly quotes. */
function unquoted(text: string): string {
  return /^["“”„](.*)["“”]$/s.exec(text)?.[1]?.trim() ?? text;
}

function byName(text: string, channels: readonly Channel[]): Channel | undefined {
  const names = text.startsWith('#') ? [text.slice(1), text] : [text];
  const comparisons = [(name: string) => name.normalize('NFC'), (name: string) => name.normalize('NFC').toLowerCase()];
  for (const comparable of comparisons) {
    for (const name of names) {
      const called = channels.filter((channel) => comparable(channel.name) === comparable(name));
      const found = called.length === 0 ? undefined : preferred(name, called);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function preferred(name: string, channels: readonly Channel[]): Channel | undefined {
  for (const isDeleted of [false, true]) {
    for (const kind of ['text', 'voice']) {
      const [first, ...others] = channels.filter((channel) => channel.isDeleted === isDeleted && channel.kind === kind);
      if (first === undefined) continue;
      if (others.length === 0) return first;
      const ids = [first, ...others].slice(0, 5).map((channel) => inlineCode(channel.id));
      const what = `${isDeleted ? 'deleted ' : ''}${kind} channels`;
      throw new UserError(
        `Expected one channel, but ${others.length + 1} ${what} are called ${quoteInput(name)}: ask by id, ${ids.join(' or ')}.`,
      );
    }
  }
  return undefined;
}
