import { CounterList } from '../../columns/blob/counter-list.ts';
import { visitHours } from '../../columns/series/visit-hours.ts';
import { visitRollUp } from '../../columns/series/visit-roll-up.ts';
import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import { none } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Hour, HourRange } from '../../core/time.ts';
import type { CounterChunk } from '../../store/store-reader.ts';
import type { CounterVisitor } from '../hours/visit-counters.ts';
import { type FoundAround, readAround } from '../readable-counters.ts';
import type { DaySource } from './day-summaries.ts';
import { dayPieces } from './whole-days.ts';

/**
 * Shows a guild's counters of all channels to a visitor, in ascending order of hours. The members of a whole day come
 * from its roll-up where there is one: then each of them is shown once, in the day's first hour, with the sum of the day.
 */
export function visitDays<Found>(
  source: DaySource,
  guildId: Snowflake,
  range: HourRange,
  newVisitor: () => CounterVisitor<Found>,
): Promise<FoundAround<Found>> {
  const list = new CounterList();
  return readAround(source, async (days) => {
    const visitor = newVisitor();
    const slice = new Slice(countersPerTurn);
    const note = (hour: Hour, metric: CounterMetric) => visitor.note(hour, metric, list, none);
    const visit = async ({ blobs }: Pick<CounterChunk, 'blobs'>) => {
      if (slice.fills(countersPerBlob)) await nextTurn();
      const steps = visitHours(blobs, { range, channels: 'together' }, list, note);
      for (const counters of steps) if (slice.fills(counters)) await nextTurn();
    };
    for (const piece of dayPieces(range)) {
      if (!piece.isWhole) {
        for await (const chunk of days.readCounters(guildId, piece)) await visit(chunk);
        continue;
      }
      for await (const { derived, chunks } of days.readDays(guildId, piece, 'rollUp')) {
        for (const chunk of chunks) await visit(chunk);
        if (derived === null) continue;
        for (const counters of visitRollUp(derived, list, note)) if (slice.fills(counters)) await nextTurn();
      }
    }
    return visitor.finish();
  });
}

/** Takes a few milliseconds. */
const countersPerTurn = 2 ** 15;

/** The cost of a blob apart from its counters. */
const countersPerBlob = 64;
