import { type HourRange, hourMs } from './time.ts';

/** How much of a range was seen. */
export interface Coverage {
  /** From 0 to 1 of the time that could be observed; 1 when there was none. */
  readonly observedShare: number;
  /** What was not seen of that time: ascending, apart from each other. */
  readonly gaps: readonly CoverageGap[];
}

/** A span in milliseconds since the Unix epoch. */
export interface CoverageGap {
  readonly fromMs: number;
  readonly toMs: number;
  /** How many members more (or, below 0, fewer) there were at its end than at its beginning; absent where not known. */
  readonly headcountChange?: number;
}

/** A gap as it is kept; one that is still open has `toMs` null. */
export interface KnownGap extends Omit<CoverageGap, 'toMs'> {
  readonly toMs: number | null;
}

/**
 * The coverage of a range. What could be observed begins with `firstConnectedMs` and ends with `nowMs`, in milliseconds
 * since the Unix epoch. Gaps may come in any order and overlap; those that do, or touch, become one.
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
  // Of a part of a gap nobody knows who came and left in it.
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

/** One gap of two, the second of which begins within the first, at its beginning or at its end. */
function together(first: CoverageGap, second: CoverageGap): CoverageGap {
  const span = { fromMs: first.fromMs, toMs: Math.max(first.toMs, second.toMs) };
  return withChange(span, changeOver(first, second));
}

/** The change over both, where one of them is the whole span or they follow on each other. */
function changeOver(first: CoverageGap, second: CoverageGap): number | undefined {
  if (first.toMs >= second.toMs && first.headcountChange !== undefined) return first.headcountChange;
  if (second.fromMs === first.fromMs) return second.headcountChange; // It is the longer one: see the order above.
  if (second.fromMs < first.toMs || first.headcountChange === undefined) return undefined;
  return second.headcountChange === undefined ? undefined : first.headcountChange + second.headcountChange;
}

function withChange(span: CoverageGap, headcountChange: number | undefined): CoverageGap {
  return headcountChange === undefined ? span : { ...span, headcountChange };
}
