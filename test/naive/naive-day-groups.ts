/** People who were active on so many days of a month, from and to. */
interface DayGroup {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

/** No smaller group of people is kept. */
export const fewestPeople = 5;

/**
 * People by the days on which they were active, from few to many. A small group comes to that of fewer days, and the one of
 * fewest days to that of more. Nothing, where all together are too few.
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
