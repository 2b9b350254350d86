import type { Hour } from '../core/time.ts';
import type { SharedSums } from './member-sums.ts';
import { type Spread, spreadOf, unitedSpread } from './spread.ts';

/** What one row of a report is made of. */
export interface BucketTotals extends GuildTotals {
  readonly messages: Spread;
  /** In seconds. */
  readonly voice: Spread;
}

/** The same as one finds who does a part of the work: where that is some hours, others may have more of the same members. */
export interface PartialTotals extends GuildTotals {
  readonly messages: Spread | SharedSums;
  readonly voice: Spread | SharedSums;
}

interface GuildTotals {
  /** A day of the week, 0 for Monday; an hour of the day; a channel; 0 of a full report. */
  readonly key: number;
  readonly joins: number;
  readonly parts: number;
  /** That of the last hour that has one; 0 with the hour −1 where none has. */
  readonly headcount: number;
  readonly headcountHour: Hour;
}

/** Puts totals of different members together. Of each bucket there is one afterwards, in no particular order. */
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

/** Whether totals say all that is to be said of their members. */
export function isComplete(totals: PartialTotals): totals is BucketTotals {
  return 'users' in totals.messages && 'users' in totals.voice;
}

/**
 * Adds up what parts have of some members: of `share.of` slices of all member numbers those in the one with that index.
 * The parts' own numbers (joins, parts, headcount) go with the first slice.
 */
export function sliceOfMembers(
  parts: readonly PartialTotals[],
  share: { readonly index: number; readonly of: number },
): BucketTotals[] {
  const [first] = parts;
  if (first === undefined) return [];
  const guild = share.index === 0 ? parts : [];
  const nobody = spreadOf(new Float64Array(0));
  const messages = spreadOfSlice(
    parts.map((part) => part.messages),
    share,
  );
  const voice = spreadOfSlice(
    parts.map((part) => part.voice),
    share,
  );
  const own = { key: first.key, joins: 0, parts: 0, headcount: 0, headcountHour: -1, messages, voice };
  return unite([own, ...guild.map((part) => ({ ...part, messages: nobody, voice: nobody }))]);
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

/** So few that the block stays near, and that V8 soon compiles what is called for each: it is late to where it runs long. */
const membersPerBlock = 4096;

// One function for both kinds of array would take twice as long.
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
 * Puts what is above 0 to the front; returns how many there are. Without a branch, which the processor would guess wrong
 * every second time: a sum is written always, and kept or not.
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
