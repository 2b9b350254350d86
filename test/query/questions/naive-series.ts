import type { CounterMetric } from '../../../src/core/metric.ts';
import {
  type HourRange,
  hourMs,
  hoursOfMonth,
  isoDay,
  monthOfHour,
  monthsOfRange,
  weekdayOfHour,
} from '../../../src/core/time.ts';
import type { Period } from '../../../src/query/query.ts';
import type { Value } from '../../../src/query/value.ts';
import { countersOf, january, keptOfJanuary, type World } from './a-world.ts';
import { naiveAcrossMonths, naiveMembers, naiveMinutes, naiveReason, orReason } from './naive-hours.ts';

export interface NaiveRow {
  readonly kind: 'period' | 'total';
  readonly from?: number;
  readonly to?: number;
  readonly values: Readonly<Record<string, Value>>;
  readonly share: number;
}

/** A series, counted a second time. */
export function naiveSeries(
  world: World,
  range: HourRange,
  by: Period | 'total',
  channel: number | null,
): readonly NaiveRow[] {
  const hours = Array.from({ length: range.to - range.from }, (_, index) => range.from + index);
  const rows: NaiveRow[] = [];
  const periods = new Map<string, number[]>();
  for (const hour of hours) {
    const own = periods.get(nameOf(by, hour)) ?? [];
    own.push(hour);
    periods.set(nameOf(by, hour), own);
  }
  for (const own of periods.values()) {
    const [from = 0, to = 0] = [own[0], (own.at(-1) ?? 0) + 1];
    if (from * hourMs > world.nowMs) continue;
    const { passed, observed } = naiveMinutes(world, { from, to });
    rows.push({
      ...(by === 'total' ? { kind: 'total' } : { kind: 'period', from, to }),
      values: naiveValues(world, { from, to }, channel),
      share: passed === 0 ? 0 : observed / passed,
    });
  }
  return rows;
}

/** The calendar's name of the period that an hour is in. */
function nameOf(by: Period | 'total', hour: number): string {
  switch (by) {
    case 'hour':
      return String(hour);
    case 'day':
      return isoDay(hour);
    case 'week':
      return isoDay(hour - weekdayOfHour(hour) * 24);
    case 'month':
      return isoDay(hour).slice(0, 7);
    case 'total':
      return '';
  }
}

function naiveValues(world: World, span: HourRange, channel: number | null): Readonly<Record<string, Value>> {
  const within = countersOf(world).filter(({ hour }) => hour >= span.from && hour < span.to);
  const own = within.filter((counter) => channel === null || counter.channel === channel || counter.channel === 0);
  const parts = monthsOfRange(span).map((month) => ({
    from: Math.max(span.from, hoursOfMonth(month).from),
    to: Math.min(span.to, hoursOfMonth(month).to),
  }));
  const hasPruned = world.isPruned && monthsOfRange(span).includes(january);
  const isWhole = hasPruned && span.from <= hoursOfMonth(january).from && span.to >= hoursOfMonth(january).to;
  const keptOf = (isOfGuild: boolean) => (isWhole && (isOfGuild || channel === null) ? keptOfJanuary : null);

  const sum = (metric: CounterMetric, kept: 'messages' | 'voiceSeconds' | 'joins' | 'parts'): Value => {
    const isOfGuild = kept === 'joins' || kept === 'parts';
    const counted = own
      .filter((counter) => counter.metric === metric)
      .reduce((total, { amount }) => total + (metric === 'voice' ? Math.floor(amount / 1000) : amount), 0);
    const row = keptOf(isOfGuild);
    if (hasPruned && row === null) return { notKnown: 'deleted' };
    const keptAmount = row === null ? 0 : kept === 'voiceSeconds' ? row.voiceHours * 3600 : row[kept];
    return orReason(counted + keptAmount, () =>
      naiveReason(world, span, { metrics: [metric], channel, isOfGuild, isKept: row !== null }),
    );
  };
  const people = (metrics: readonly CounterMetric[], kept: 'activeUsers' | 'voiceUsers' | null): Value => {
    const row = kept === null ? null : keptOf(false);
    if (hasPruned && row === null) return { notKnown: 'deleted' };
    const numbers = parts.map((hours) => {
      const isKept = row !== null && monthOfHour(hours.from) === january;
      const inPart = own.filter(({ hour }) => hour >= hours.from && hour < hours.to);
      return { hours, people: isKept && kept !== null ? row[kept] : naiveMembers(inPart, metrics).size };
    });
    return orReason(naiveAcrossMonths(world, numbers, kept === null && channel === null), () =>
      naiveReason(world, span, { metrics, channel, isKept: row !== null }),
    );
  };
  const isLost = hasPruned && !isWhole;
  const members = within.filter(({ metric }) => metric === 'total_users').at(-1)?.amount;
  return {
    messages: sum('msg', 'messages'),
    activeUsers: people(['msg'], 'activeUsers'),
    people: people(['msg', 'voice'], null),
    voiceSeconds: sum('voice', 'voiceSeconds'),
    voiceUsers: people(['voice'], 'voiceUsers'),
    joins: sum('join', 'joins'),
    parts: sum('part', 'parts'),
    totalUsers:
      isLost && members === undefined
        ? { notKnown: 'deleted' }
        : orReason(members ?? 0, () =>
            naiveReason(world, span, { metrics: ['total_users'], channel, isOfGuild: true, isKept: isWhole }),
          ),
  };
}
