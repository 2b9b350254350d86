import type { Counter } from '../../../src/core/counter.ts';
import type { CounterMetric } from '../../../src/core/metric.ts';
import { type HourRange, hourMs, hoursOfMonth, monthOfHour } from '../../../src/core/time.ts';
import type { Between, Reason, Value } from '../../../src/query/value.ts';
import { countersOf, hasCounters, january, type World } from './a-world.ts';

const minutes = Array.from({ length: 60 }, (_, minute) => minute);

const known = new WeakMap<World, Map<number, Minutes>>();

interface Minutes {
  readonly passed: number;
  readonly observed: number;
}

/** The minutes of a span that have passed, and those that were observed. */
export function naiveMinutes(world: World, { from, to }: HourRange): Minutes {
  const hours = known.get(world) ?? new Map<number, Minutes>();
  known.set(world, hours);
  let [passed, observed] = [0, 0];
  for (let hour = from; hour < to; hour += 1) {
    const found = hours.get(hour) ?? minutesOfHour(world, hour);
    hours.set(hour, found);
    passed += found.passed;
    observed += found.observed;
  }
  return { passed, observed };
}

function minutesOfHour(world: World, hour: number): Minutes {
  const isOfImport = monthOfHour(hour) === january && hasCounters(world, january);
  const isImported = isOfImport && hour >= world.importedHours.from && hour < world.importedHours.to;
  const passed = minutes.map((minute) => hour * hourMs + minute * 60_000).filter((ms) => ms < world.nowMs);
  const observed = passed.filter((ms) => {
    const isMissed = world.gaps.some(({ fromMs, toMs }) => ms >= fromMs && (toMs === null || ms < toMs));
    return isOfImport ? isImported : ms >= world.firstConnectedMs && !isMissed;
  });
  return { passed: passed.length, observed: observed.length };
}

/** Why a zero may be none; null if it is one. */
export function naiveReason(
  world: World,
  span: HourRange,
  { metrics, channel, isOfGuild = false, isKept = false }: Asked,
): Reason | null {
  const found = new Set<Reason | null>();
  const { from, to } = hoursOfMonth(january);
  const ofJanuary = countersOf(world).filter(({ hour }) => hour >= from && hour < to);
  for (let hour = span.from; hour < span.to && hour * hourMs < world.nowMs; hour += 1) {
    const isJanuary = monthOfHour(hour) === january;
    const minutesOf = naiveMinutes(world, { from: hour, to: hour + 1 });
    if (isJanuary && world.isPruned && !isKept) found.add('deleted');
    else if (isJanuary && ofJanuary.length > 0) {
      const isCounted = ofJanuary.some(({ metric }) => metrics.includes(metric));
      found.add(!isCounted ? 'imported' : minutesOf.observed > 0 ? null : 'notObserved');
    } else if (!isOfGuild && channel !== null && channel === world.unseen) found.add('channelUnseen');
    else if (isOfGuild && !metrics.includes('total_users') && !world.countsMembers) found.add('intentOff');
    else if (minutesOf.observed > 0) found.add(null);
    else if (Math.min((hour + 1) * hourMs, world.nowMs) <= world.firstConnectedMs) found.add('beforeCounting');
    else found.add('notObserved');
  }
  if (found.has(null)) return null;
  const first = ['deleted', 'channelUnseen', 'intentOff', 'imported', 'notObserved', 'beforeCounting'] as const;
  return first.find((reason) => found.has(reason)) ?? null;
}

export interface Asked {
  readonly metrics: readonly CounterMetric[];
  readonly channel: number | null;
  readonly isOfGuild?: boolean;
  /** The number is kept of the pruned month. */
  readonly isKept?: boolean;
}

/** The different members in some counters that wrote, or talked for a second. */
export function naiveMembers(counters: readonly Counter[], metrics: readonly CounterMetric[]): ReadonlySet<number> {
  const active = counters.filter(({ metric, amount }) => {
    return metrics.includes(metric) && (metric === 'msg' || (metric === 'voice' && amount >= 1000));
  });
  return new Set(active.map(({ member }) => member));
}

/** People of a span over months: the bounds, and an estimate from how far such times overlap in the month before. */
export function naiveAcrossMonths(
  world: World,
  parts: readonly { readonly hours: HourRange; readonly people: number }[],
  canEstimate: boolean,
): number | Between {
  const numbers = parts.map(({ people }) => people);
  const [low, high] = [Math.max(...numbers), numbers.reduce((sum, people) => sum + people, 0)];
  if (low === high) return low;
  const before = monthOfHour(parts.at(-1)?.hours.from ?? 0) - 1;
  const { from, to } = hoursOfMonth(before);
  const { importedHours } = world;
  const isWholeImport = importedHours.from === from && importedHours.to === to;
  const isWhole = before === january ? isWholeImport : world.firstConnectedMs <= from * hourMs;
  const isComplete = hasCounters(world, before) && isWhole;
  if (!canEstimate || !isComplete) return { low, high, estimate: null };
  const dayCount = (to - from) / 24;
  const counters = countersOf(world);
  const active = (first: number, end: number) =>
    naiveMembers(
      counters.filter(({ hour }) => hour >= from + first * 24 && hour < from + end * 24),
      ['msg', 'voice'],
    );
  let [all, days] = [0, 0];
  for (const [index, { people, hours }] of parts.entries()) {
    const own = Math.ceil((hours.to - hours.from) / 24);
    if (index > 0) {
      let [earlier, later] = [days, own];
      if (days + own > dayCount) {
        earlier = Math.min(dayCount - 1, Math.max(1, Math.round((days * dayCount) / (days + own))));
        later = dayCount - earlier;
      }
      let [both, fewer] = [0, 0];
      for (let day = earlier; day + later <= dayCount; day += 1) {
        const [one, other] = [active(day - earlier, day), active(day, day + later)];
        both += [...one].filter((member) => other.has(member)).length;
        fewer += Math.min(one.size, other.size);
      }
      all -= (fewer === 0 ? 0 : both / fewer) * Math.min(all, people);
    }
    all += people;
    days += own;
  }
  return { low, high, estimate: Math.min(high, Math.max(low, Math.round(all))) };
}

/** A number, or the reason why it is not known. */
export function orReason(value: Value, reason: () => Reason | null): Value {
  if (value !== 0) return value;
  const why = reason();
  return why === null ? 0 : { notKnown: why };
}
