import { TabulatedActivity } from '../../src/columns/activity/tabulated-activity.ts';
import { hoursOfMonth, type Month, monthOf } from '../../src/core/time.ts';
import type { ActiveMembers } from '../../src/query/active/active-members.ts';
import { activeInWindow } from '../../src/query/active/active-window.ts';
import type { SeededRandom } from '../../src/simulator/population/seeded-random.ts';

/** The active members of each day (days since the Unix epoch), who keep their identity over the end of a month. */
export type InventedCommunity = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * A community of constant size. Each member is active on a day with their own probability, which is mostly small (a
 * beta distribution with 0.25 and 1.8). Each month the share `churn` of the members is replaced.
 */
export function inventedCommunity(
  random: SeededRandom,
  { members, churn, firstDay, days }: { members: number; churn: number; firstDay: number; days: number },
): InventedCommunity {
  let lastId = 0;
  const newcomer = () => ({ id: lastId++, chance: betaChance(random) });
  const present = Array.from({ length: members }, newcomer);
  const community = new Map<number, Set<number>>();
  for (let day = firstDay; day < firstDay + days; day += 1) {
    community.set(day, new Set(present.filter(({ chance }) => random.next() < chance).map(({ id }) => id)));
    for (let place = 0; place < members; place += 1) if (random.next() < churn / 30) present[place] = newcomer();
  }
  return community;
}

/** By Jöhnk's method (Erzeugung von betaverteilten und gammaverteilten Zufallszahlen, 1964). */
function betaChance(random: SeededRandom): number {
  for (;;) {
    const [a, b] = [random.next() ** (1 / 0.25), random.next() ** (1 / 1.8)];
    if (a + b <= 1 && a + b > 0) return a / (a + b);
  }
}

/** A community as Census stores it: month by month. */
export function activityOfMonths(community: InventedCommunity): ReadonlyMap<Month, TabulatedActivity> {
  const patterns = new Map<Month, Map<number, number>>();
  for (const [day, members] of community) {
    const month = monthOf(day * 86_400_000);
    const ofMonth = patterns.get(month) ?? new Map<number, number>();
    patterns.set(month, ofMonth);
    const bit = 1 << (day - hoursOfMonth(month).from / 24);
    for (const member of members) ofMonth.set(member, (ofMonth.get(member) ?? 0) | bit);
  }
  const nothing = { hours: new Uint16Array(0), members: new Uint32Array(0) };
  return new Map(
    Array.from(patterns, ([month, ofMonth]) => {
      return [month, new TabulatedActivity(hoursOfMonth(month), Uint32Array.from(ofMonth.values()), nothing)];
    }),
  );
}

export interface Comparison extends ActiveMembers {
  readonly truth: number;
  /** Whether the window crosses the end of a month. */
  readonly isCrossing: boolean;
}

/** The estimates and true values of all windows of `length` days that end on a day from `from` to `to`. */
export function compareWindows(community: InventedCommunity, length: number, from: number, to: number): Comparison[] {
  const months = activityOfMonths(community);
  return Array.from({ length: to - from }, (_, index) => {
    const end = from + index + 1;
    const truth = new Set<number>();
    for (let day = end - length; day < end; day += 1) for (const member of community.get(day) ?? []) truth.add(member);
    const last = monthOf((end - 1) * 86_400_000);
    const parts = [];
    for (let month = monthOf((end - length) * 86_400_000); month <= last; month += 1) {
      const { from: start, to: monthEnd } = hoursOfMonth(month);
      const [first, until] = [
        Math.max(end - length, start / 24) - start / 24,
        Math.min(end, monthEnd / 24) - start / 24,
      ];
      parts.push({ active: months.get(month)?.activeOn(first, until) ?? 0, days: until - first });
    }
    const window = activeInWindow(parts, months.get(last - 1) ?? null);
    return { ...window, truth: truth.size, isCrossing: parts.length > 1 };
  });
}

/** The mean relative error of the estimates for windows that cross the end of a month. */
export function meanError(comparisons: readonly Comparison[]): number {
  const errors = comparisons
    .filter(({ isCrossing, truth }) => isCrossing && truth > 0)
    .map(({ estimate, truth }) => Math.abs((estimate ?? Number.NaN) - truth) / truth);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
