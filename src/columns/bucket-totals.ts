import type { Hour } from '../core/time.ts';
import type { SharedSums } from './member-sums.ts';
import { type Spread, spreadOf, unitedSpread } from './spread.ts';

/** The totals of one row of a report. */
export interface BucketTotals extends GuildTotals {
  readonly messages: Spread;
  /** In seconds. */
  readonly voice: Spread;
}

/** The totals of one part of shared work. If the work is shared by hours, other parts may have the same members. */
export interface PartialTotals extends GuildTotals {
  readonly messages: Spread | SharedSums;
  readonly voice: Spread | SharedSums;
}

interface GuildTotals {
  /** A day of the week (0 is Monday), an hour of the day, or a channel (0: the hidden ones); 0 for a full report. */
  readonly key: number;
  readonly joins: number;
  readonly parts: number;
  /** The last headcount of the bucket, and its hour; 0 and −1 if there is none. */
  readonly headcount: number;
  readonly headcountHour: Hour;
}

/** Combines totals of disjoint members into one per bucket, in no particular order. */
export function unite(found: readonly BucketTotals[]): BucketTotals[] {
  const buckets = new Map<number, BucketTotals>();
  for (const totals of found) {
    const before = buckets.get(totals.key);
    buckets.set(totals.key, before === undefined ? totals : united(before, totals));
  }
  return [...buckets.values()];
}

function united(a: BucketTotals, b: BucketTotals): BucketTotals {
  const { headcount, headcountHour } = b.headcountHour > a.headcountHour ? b : a;
  return {
    key: a.key,
    joins: a.joins + b.joins,
    parts: a.parts + b.parts,
    headcount,
    headcountHour,
    messages: unitedSpread(a.messages, b.messages),
    voice: unitedSpread(a.voice, b.voice),
  };
}

/** Whether both amounts are final spreads, not sums to be combined with those of other parts. */
export function isComplete(totals: PartialTotals): totals is BucketTotals {
  return 'users' in totals.messages && 'users' in totals.voice;
}

/**
 * Adds up the partial totals of one bucket for a slice of the members: slice `share.index` of `share.of`. Joins, leaves
 * and headcount are added to the first slice.
 */
export function sliceOfMembers(
  parts: readonly PartialTotals[],
  share: { readonly index: number; readonly of: number },
): BucketTotals[] {
  const [first] = parts;
  if (first === undefined) return [];
  const guild = share.index === 0 ? parts : [];
  const empty = spreadOf(new Float64Array(0));
  const messages = spreadOfSlice(
    parts.map((part) => part.messages),
    share,
  );
  const voice = spreadOfSlice(
    parts.map((part) => part.voice),
    share,
  );
  const own = { key: first.key, joins: 0, parts: 0, headcount: 0, headcountHour: -1, messages, voice };
  return unite([own, ...guild.map((part) => ({ ...part, messages: empty, voice: empty }))]);
}

function spreadOfSlice(parts: readonly (Spread | SharedSums)[], { index, of }: { index: number; of: number }): Spread {
  const sums = parts.filter((part) => 'low' in part);
  const size = Math.max(0, ...sums.map(({ low }) => low.length));
  const from = Math.floor((size * index) / of);
  const to = Math.floor((size * (index + 1)) / of);
  const block = new Float64Array(membersPerBlock);
  let spread = spreadOf(block.subarray(0, 0));
  for (let start = from; start < to; start += membersPerBlock) {
    const end = Math.min(start + membersPerBlock, to);
    for (const { low, high } of sums) {
      addLow(block, low.subarray(start, end));
      addHigh(block, high.subarray(start, end));
    }
    spread = unitedSpread(spread, spreadOf(block.subarray(0, moveToFront(block))));
    block.fill(0);
  }
  return spread;
}

/** Small enough for the processor's cache, and for V8 to optimise the functions that run once per block early. */
const membersPerBlock = 4096;

// Two functions, because one for both array types would take twice as long.
function addLow(block: Float64Array, values: Uint16Array): void {
  for (let index = 0; index < values.length; index += 1) {
    block[index] = (block[index] as number) + (values[index] as number);
  }
}

function addHigh(block: Float64Array, values: Uint32Array): void {
  for (let index = 0; index < values.length; index += 1) {
    block[index] = (block[index] as number) + (values[index] as number) * 2 ** 16;
  }
}

/**
 * Moves the sums above 0 to the front and returns their number. Every sum is written, and only those above 0 advance
 * the index: a branch would be mispredicted half of the time.
 */
function moveToFront(sums: Float64Array): number {
  let count = 0;
  for (let index = 0; index < sums.length; index += 1) {
    const sum = sums[index] as number;
    sums[count] = sum;
    count += Math.min(sum, 1);
  }
  return count;
}
