import { type HourRange, hoursOfMonth, type Month, monthsOfRange } from '../../core/time.ts';

/** A use of a command that a button leads to, without the range. */
export interface Use {
  readonly command: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Whether a command takes only ranges within one month. */
export function isWithinMonth({ command }: Pick<Use, 'command'>): boolean {
  return command === 'report';
}

/**
 * Whether a use is answered for a range. Of a month whose counters were deleted, only the full report of the whole is kept.
 *
 * @param pruned Such months.
 */
export function isAnswered(use: Use, range: HourRange, pruned: ReadonlySet<Month>): boolean {
  if (!isWithinMonth(use)) return true;
  const [month, ...others] = monthsOfRange(range);
  if (month === undefined || others.length > 0) return false;
  if (!pruned.has(month)) return true;
  const whole = hoursOfMonth(month);
  const isWhole = range.from === whole.from && range.to === whole.to;
  return isWhole && use.options.type === 'full' && use.options.channel === 'all';
}
