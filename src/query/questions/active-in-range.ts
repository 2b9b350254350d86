import { dayMs, type HourRange } from '../../core/time.ts';
import { counted, countedDays, meanOf, valueOfWindow } from '../active/active-numbers.ts';
import { guildWindows, untilToday } from '../active/active-windows.ts';
import type { Query, Result } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import type { QuestionDeps } from './question-deps.ts';

/** The active members of a range, and on an average day of it. */
export type ActiveInRangeMeasure = 'inRange' | 'perDay';

/** What a full report says of active members. Includes the current hour, as the report does. */
export async function activeInRange(
  query: Query<'activeInRange'>,
  deps: QuestionDeps,
): Promise<Result<ActiveInRangeMeasure>> {
  const { guildId } = query;
  const { store, clock, activities } = deps;
  const nowMs = clock.now();
  const range: HourRange = untilToday(query.range, nowMs);
  const windows = await guildWindows(store, activities, guildId);
  const inRange = await counted(windows, range);
  const days = await countedDays(windows, range, Math.floor(nowMs / dayMs) * 24);
  const unreadable = activities.unreadable(guildId);
  const facts = await rangeFacts(store, clock, guildId, range, unreadable);
  const sight = await Sight.of(deps, guildId, { range, facts, unreadable });
  const values = { inRange: await valueOfWindow(inRange, sight), perDay: (await meanOf(days, sight)).mean };
  return {
    query: { ...query, range },
    measures: ['inRange', 'perDay'],
    rows: [{ key: { kind: 'total' }, values }],
    facts: { ...facts, hasTrial: windows.hasTrial(range) },
    before: null,
  };
}
