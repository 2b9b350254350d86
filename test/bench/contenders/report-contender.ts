import type { ReportRow } from '../../../src/core/report.ts';

/** A report of the whole month. */
export interface ReportShape {
  readonly type: 'full' | 'weekday' | 'hourly';
  /** Of this channel only; null for all. */
  readonly channel: number | null;
}

/** Something that can make a report of the month, and is asked again and again. */
export interface ReportContender {
  report(shape: ReportShape): Promise<readonly ReportRow[]>;
  close(): Promise<void>;
}

/**
 * Throws where two reports of the same counters do not say the same to nine digits.
 */
export function requireSameNumbers(ours: readonly ReportRow[], theirs: readonly ReportRow[], whose: string): void {
  if (ours.length !== theirs.length) throw new Error(`${whose}: ${theirs.length} rows instead of ${ours.length}`);
  for (const [index, row] of ours.entries()) {
    for (const key of comparedKeys) {
      const [a, b] = [row[key], (theirs[index] as ReportRow)[key]];
      if (Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))) continue;
      throw new Error(`${whose}: ${key} of row ${index + 1} is ${b} instead of ${a}`);
    }
  }
}

const comparedKeys = [
  'activeUsers',
  'voiceUsers',
  'messages',
  'messagesPerUser',
  'messagesPerUserStdev',
  'voiceSeconds',
  'voiceHoursPerUser',
  'voiceHoursPerUserStdev',
] as const;
