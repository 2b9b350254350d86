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
}

/**
 * The coverage of a range. What could be observed begins with `firstConnectedMs` and ends with `nowMs`, in milliseconds
 * since the Unix epoch; a gap that is still open has `toMs` null. Gaps may come in any order and overlap.
 */
export function coverage(
  range: HourRange,
  firstConnectedMs: number,
  nowMs: number,
  gaps: Iterable<{ readonly fromMs: number; readonly toMs: number | null }>,
): Coverage {
  const fromMs = Math.max(range.from * hourMs, firstConnectedMs);
  const toMs = Math.min(range.to * hourMs, nowMs);
  if (toMs <= fromMs) return { observedShare: 1, gaps: [] };

  const clipped = Array.from(gaps, (gap) => ({
    fromMs: Math.max(gap.fromMs, fromMs),
    toMs: Math.min(gap.toMs ?? toMs, toMs),
  }));
  const united = unite(clipped.filter((gap) => gap.fromMs < gap.toMs));
  const missedMs = united.reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0);
  return { observedShare: 1 - missedMs / (toMs - fromMs), gaps: united };
}

function unite(gaps: readonly CoverageGap[]): CoverageGap[] {
  const united: CoverageGap[] = [];
  for (const gap of gaps.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = united.at(-1);
    if (last === undefined || gap.fromMs > last.toMs) united.push(gap);
    else united[united.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, gap.toMs) };
  }
  return united;
}
