import { type HourRange, hourMs, startOfMonthMs } from '../core/time.ts';
import type { GuildMonth } from '../store/store-reader.ts';

/** What is known of a month that may be imported. */
export type ImportedMonth = Pick<GuildMonth, 'month' | 'imported'>;

/** The hours of an imported month that its files cover; null for a month that was not imported. */
export function importedHours({ imported }: Pick<ImportedMonth, 'imported'>): HourRange | null {
  if (imported === null) return null;
  return { from: Math.floor(imported.fromMs / hourMs), to: Math.ceil(imported.toMs / hourMs) };
}

/** Whether all of a month was counted, by Census or by another program. */
export function isWhole({ month, imported }: ImportedMonth, firstConnectedMs: number): boolean {
  const startMs = startOfMonthMs(month);
  if (imported === null) return firstConnectedMs <= startMs;
  return imported.fromMs <= startMs && imported.toMs >= startOfMonthMs(month + 1);
}
