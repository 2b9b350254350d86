import { describe, expect, it } from 'vitest';
import { coverage } from '../../src/core/coverage.ts';
import { hourMs } from '../../src/core/time.ts';

const range = { from: 1000, to: 1010 };
const start = 1000 * hourMs;
const end = 1010 * hourMs;

describe('coverage', () => {
  it('is whole without gaps', () => {
    expect(coverage(range, 0, end + 1, [])).toEqual({ observedShare: 1, gaps: [] });
  });

  it('misses what lies in gaps, clipped to the range', () => {
    const gaps = [
      { fromMs: start - hourMs, toMs: start + hourMs },
      { fromMs: start + 5 * hourMs, toMs: start + 6 * hourMs },
      { fromMs: end + 1, toMs: end + hourMs },
    ];
    const found = coverage(range, 0, end, gaps);
    expect(found.observedShare).toBeCloseTo(0.8, 12);
    expect(found.gaps).toEqual([
      { fromMs: start, toMs: start + hourMs },
      { fromMs: start + 5 * hourMs, toMs: start + 6 * hourMs },
    ]);
  });

  it('begins with the first connection and ends now', () => {
    const gaps = [
      { fromMs: start, toMs: start + 3 * hourMs },
      { fromMs: start + 5 * hourMs, toMs: null },
    ];
    const found = coverage(range, start + 2 * hourMs, start + 6 * hourMs, gaps);
    expect(found.observedShare).toBeCloseTo(0.5, 12);
    expect(found.gaps).toEqual([
      { fromMs: start + 2 * hourMs, toMs: start + 3 * hourMs },
      { fromMs: start + 5 * hourMs, toMs: start + 6 * hourMs },
    ]);
  });

  it('counts gaps that overlap once', () => {
    const gaps = [
      { fromMs: start + hourMs, toMs: start + 4 * hourMs },
      { fromMs: start, toMs: start + 2 * hourMs },
      { fromMs: start + 3 * hourMs, toMs: start + 3.5 * hourMs },
    ];
    expect(coverage(range, 0, end, gaps)).toEqual({
      observedShare: 0.6,
      gaps: [{ fromMs: start, toMs: start + 4 * hourMs }],
    });
  });

  it('is whole where nothing could be observed', () => {
    const gaps = [{ fromMs: start, toMs: end }];
    expect(coverage(range, end, end + 1, gaps)).toEqual({ observedShare: 1, gaps: [] });
    expect(coverage(range, 0, start, gaps)).toEqual({ observedShare: 1, gaps: [] });
  });
});
