/** People who were active on a number of days of a month, from and to. */
interface DayGroup {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

/** The minimum size of a group. */
export const fewestPeople = 5;

/**
 * People by the number of days on which they were active, from few to many. A small group is merged into the one with
 * fewer days, and the group with the fewest days into the one with more. Empty if all groups together are too small.
 */
export function dayGroups(days: readonly number[]): [key: string, amount: number][] {
  const groups: DayGroup[] = [];
  for (const [from, to] of classes) {
    const amount = days.filter((active) => active >= from && active <= to).length;
    const above = groups.at(-1);
    const takesAbove = above !== undefined && above.amount < fewestPeople;
    if (takesAbove) groups.splice(-1, 1, { from, to: above.to, amount: above.amount + amount });
    else if (amount > 0) groups.push({ from, to, amount });
  }
  const last = groups.at(-1);
  const above = groups.at(-2);
  if (last !== undefined && last.amount < fewestPeople) {
    groups.splice(-2, 2, ...(above ? [{ from: last.from, to: above.to, amount: above.amount + last.amount }] : []));
  }
  return groups.reverse().map(({ from, to, amount }) => [keyOf(from, to), amount]);
}

const classes = [
  [16, 31],
  [6, 15],
  [2, 5],
  [1, 1],
] as const;

function keyOf(from: number, to: number): string {
  if (to === 31) return `${from}+`;
  return from === to ? String(from) : `${from}-${to}`;
}
