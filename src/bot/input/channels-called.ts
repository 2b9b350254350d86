import { type Channel, isCounted } from '../../core/channel.ts';
import type { Snowflake } from '../../core/snowflake.ts';

/**
 * The channels with this name, those that are meant first: live before deleted, text before voice. Names are compared
 * exactly, then case-insensitively. Categories come only if no channel has the name.
 *
 * @param text A name, `#name` or `"a name"`.
 */
export function channelsCalled(text: string, channels: readonly Channel[]): readonly Channel[] {
  const unquoted = /^["“”„](.*)["“”]$/s.exec(text)?.[1]?.trim() ?? text; // Phones type curly quotes.
  const names = unquoted.startsWith('#') ? [unquoted.slice(1), unquoted] : [unquoted];
  for (const among of [channels.filter(isCounted), channels.filter((channel) => !isCounted(channel))]) {
    for (const comparable of [normal, (name: string) => normal(name).toLowerCase()]) {
      for (const name of names) {
        const called = among.filter((channel) => comparable(channel.name) === comparable(name));
        if (called.length > 0) return called.toSorted((a, b) => rank(a) - rank(b));
      }
    }
  }
  return [];
}

/** The id in a mention, or an id by itself. */
export function channelIdIn(text: string): Snowflake | undefined {
  return /^<#(\d{1,20})>$/.exec(text)?.[1] ?? /^\d{1,20}$/.exec(text)?.[0];
}

/** Whether one of two channels of the same name is not meant before the other. */
export function isSameRank(a: Channel, b: Channel): boolean {
  return rank(a) === rank(b);
}

function rank({ isDeleted, kind }: Channel): number {
  return (isDeleted ? 2 : 0) + (kind === 'text' ? 0 : 1);
}

function normal(name: string): string {
  return name.normalize('NFC');
}
