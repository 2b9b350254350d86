import { type Month, monthName, startOfMonthMs } from '../../core/time.ts';
import type { RotationReceipt } from '../../months/rotation.ts';
import { instantText } from './format.ts';

/** A line for each closed month: its members in all lanes, and when its last salt was destroyed. */
export function sealedLines(receipts: readonly RotationReceipt[]): readonly string[] {
  const byMonth = new Map<Month, { members: number; destroyedAtMs: number }>();
  for (const { month, members, saltDestroyedAtMs } of receipts) {
    const sum = byMonth.get(month) ?? { members: 0, destroyedAtMs: saltDestroyedAtMs };
    const destroyedAtMs = Math.max(sum.destroyedAtMs, saltDestroyedAtMs);
    byMonth.set(month, { members: sum.members + members, destroyedAtMs });
  }
  return [...byMonth]
    .sort(([one], [other]) => one - other)
    .map(
      ([month, { members, destroyedAtMs }]) =>
        `${monthName(month)}: ${members} members anonymised, salt destroyed ${instantText(destroyedAtMs)} UTC`,
    );
}

/** What is open after sealing. `months` are the open months of the lanes, one or more, in any order. */
export function openLines(months: readonly Month[], nowMs: number): readonly string[] {
  const ascending = [...new Set(months)].sort((one, other) => one - other);
  const open = ascending.filter((month) => startOfMonthMs(month) <= nowMs);
  if (open.length === 0) {
    const from = instantText(Math.max(...ascending.map(startOfMonthMs)));
    return [`All months are closed; a bot that is started counts from ${from} UTC on.`];
  }
  return open.map((month) => {
    const end = instantText(startOfMonthMs(month + 1));
    return `${monthName(month)} is open; it can be closed from ${end} UTC on, or at once with --now.`;
  });
}
