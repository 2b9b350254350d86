import type { TabulationPlan } from '../../columns/tabulation.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, hourMs } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';

export type ReportSource = Pick<StoreReader, 'readParts' | 'readDays'>;

/** What a report is added up from. */
export type ReportPiece =
  | { readonly kind: 'counters'; readonly hours: HourRange; readonly blobs: readonly Uint8Array[] }
  | { readonly kind: 'rollUp'; readonly hours: HourRange; readonly columns: Uint8Array };

/**
 * Reads the pieces of a report: whole days from their roll-ups where these say enough, all else from counters. No two
 * pieces share a counter. They may have counters of other hours and channels.
 */
export async function* reportPieces(
  source: ReportSource,
  guildId: Snowflake,
  { type, range, channel }: TabulationPlan,
  nowMs: number,
): AsyncGenerator<ReportPiece> {
  const days = channel === null && (type === 'full' || type === 'weekday') ? wholeDays(range, nowMs) : noDays;
  if (days.from >= days.to) {
    yield* counters(source, guildId, range, channel);
    return;
  }
  if (range.from < days.from) yield* counters(source, guildId, { from: range.from, to: days.from }, channel);
  for await (const { day, derived, chunks } of source.readDays(guildId, days, 'rollUp')) {
    const hours = { from: day * 24, to: day * 24 + 24 };
    if (derived !== null) yield { kind: 'rollUp', hours, columns: derived };
    for (const chunk of chunks) yield { kind: 'counters', hours: chunk.hours, blobs: chunk.blobs };
  }
  if (days.to < range.to) yield* counters(source, guildId, { from: days.to, to: range.to }, channel);
}

const noDays: HourRange = { from: 0, to: 0 };

/** The whole days of a range, and the running day, of which nothing can be counted after the range. */
function wholeDays({ from, to }: HourRange, nowMs: number): HourRange {
  const end = Math.ceil(to / 24) * 24;
  return { from: Math.ceil(from / 24) * 24, to: end * hourMs > nowMs ? end : Math.floor(to / 24) * 24 };
}

async function* counters(
  source: ReportSource,
  guildId: Snowflake,
  range: HourRange,
  channel: TabulationPlan['channel'],
): AsyncGenerator<ReportPiece> {
  for await (const { hours, blobs } of source.readParts(guildId, range, channel)) {
    yield { kind: 'counters', hours, blobs };
  }
}
