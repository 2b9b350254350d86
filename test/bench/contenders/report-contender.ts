/** A report of the whole month. Rows of channels ascend by their numbers. */
export interface ReportShape {
  readonly type: 'full' | 'weekday' | 'hourly' | 'channels';
  /** Of this channel only; null for all. */
  readonly channel: number | null;
}

/** Something that can make a report of the month, and is asked again and again. */
export interface ReportContender {
  report(shape: ReportShape): Promise<readonly ComparedRow[]>;
  close(): Promise<void>;
}

/**
 * Throws where two reports of the same counters do not say the same to nine digits.
 */
export function requireSameNumbers(ours: readonly ComparedRow[], theirs: readonly ComparedRow[], whose: string): void {
  if (ours.length !== theirs.length) throw new Error(`${whose}: ${theirs.length} rows instead of ${ours.length}`);
  for (const [index, row] of ours.entries()) {
    for (const key of comparedKeys) {
      const [a, b] = [row[key], (theirs[index] as ComparedRow)[key]];
      if (Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))) continue;
      throw new Error(`${whose}: ${key} of row ${index + 1} is ${b} instead of ${a}`);
    }
  }
}

/** The numbers of a row by which contenders are compared. */
export type ComparedRow = Readonly<Record<(typeof comparedKeys)[number], number>>;

const comparedKeys = [
  'activeUsers',
  'voiceUsers',
  'messages',
  'messagesPerUser',
  'messagesPerUserStdev',
  'voiceHours',
  'voiceHoursPerUser',
  'voiceHoursPerUserStdev',
] as const;
