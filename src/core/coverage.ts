import { type HourRange, hourMs } from './time.ts';

/** How much of a range was observed. */
export interface Coverage {
  /** The share of the observable time that was observed, 0 to 1; 1 if there was no observable time. */
  readonly observedShare: number;
  /** The rest of the observable time, ascending and disjoint. */
  readonly gaps: readonly CoverageGap[];
}

/** A span in milliseconds since the Unix epoch. */
export interface CoverageGap {
  readonly fromMs: number;
  readonly toMs: number;
  /** Members at its end minus members at its start; absent if unknown. */
  readonly headcountChange?: number;
}

/** A gap as stored. `toMs` is null while it is open. */
export interface KnownGap extends Omit<CoverageGap, 'toMs'> {
  readonly toMs: number | null;
}

/**
 * The coverage of a range. The observable time is from `firstConnectedMs` to `nowMs`, in milliseconds since the Unix
 * epoch. Gaps may be in any order; those that overlap or touch are merged.
 */
export function coverage(
  range: HourRange,
  firstConnectedMs: number,
  nowMs: number,
  gaps: Iterable<KnownGap>,
): Coverage {
  const fromMs = Math.max(range.from * hourMs, firstConnectedMs);
  const toMs = Math.min(range.to * hourMs, nowMs);
  if (toMs <= fromMs) return { observedShare: 1, gaps: [] };

  const clipped = Array.from(gaps, (gap) => clip(gap, fromMs, toMs));
  const united = unite(clipped.filter((gap) => gap.fromMs < gap.toMs));
  const missedMs = united.reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0);
  return { observedShare: 1 - missedMs / (toMs - fromMs), gaps: united };
}

function clip(gap: KnownGap, fromMs: number, toMs: number): CoverageGap {
  const span = { fromMs: Math.max(gap.fromMs, fromMs), toMs: Math.min(gap.toMs ?? toMs, toMs) };
  const isWhole = span.fromMs === gap.fromMs && span.toMs === gap.toMs;
  // The change within a part of a gap is unknown.
  return withChange(span, isWhole ? gap.headcountChange : undefined);
}

function unite(gaps: readonly CoverageGap[]): CoverageGap[] {
  const united: CoverageGap[] = [];
  for (const gap of gaps.toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)) {
    const last = united.at(-1);
    if (last === undefined || gap.fromMs > last.toMs) united.push(gap);
    else united[united.length - 1] = together(last, gap);
  }
  return united;
}

/** Merges two gaps. The second begins within the first, or touches its end. */
function together(first: CoverageGap, second: CoverageGap): CoverageGap {
  const span = { fromMs: first.fromMs, toMs: Math.max(first.toMs, second.toMs) };
  return withChange(span, changeOver(first, second));
}

/** The change over both gaps; known if one of them is the whole span, or if they are adjacent. */
function changeOver(first: CoverageGap, second: CoverageGap): number | undefined {
  if (first.toMs >= second.toMs && first.headcountChange !== undefined) return first.headcountChange;
  if (second.fromMs === first.fromMs) return second.headcountChange; // The sort order makes it the longer one.
  if (second.fromMs < first.toMs || first.headcountChange === undefined) return undefined;
  return second.headcountChange === undefined ? undefined : first.headcountChange + second.headcountChange;
}

function withChange(span: CoverageGap, headcountChange: number | undefined): CoverageGap {
  return headcountChange === undefined ? span : { ...span, headcountChange };
}
