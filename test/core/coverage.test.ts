import { describe, expect, it } from 'vitest';
import { coverage } from '../../src/core/coverage.ts';
import { hourMs } from '../../src/core/time.ts';

const range = { from: 1000, to: 1010 };
const start = 1000 * hourMs;
const end = 1010 * hourMs;

describe('coverage', () => {
  it('is complete without gaps', () => {
    expect(coverage(range, 0, end + 1, [])).toEqual({ observedShare: 1, gaps: [] });
  });

  it('excludes gaps, clipped to the range', () => {
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

  it.each([
    ['of a gap within the range', [[1, 2, 5]], [[1, 2, 5]]],
    [
      'of a gap partly outside the range: unknown',
      [
        [-1, 2, 5],
        [9, 11, 5],
        [8, null, 5],
      ],
      [
        [0, 2],
        [8, 10],
      ],
    ],
    [
      'of adjacent gaps: the sum',
      [
        [1, 2, 5],
        [2, 4, -3],
      ],
      [[1, 4, 2]],
    ],
    [
      'of adjacent gaps, one of them unknown: unknown',
      [
        [1, 2, 5],
        [2, 4],
      ],
      [[1, 4]],
    ],
    [
      'of overlapping gaps: unknown',
      [
        [1, 3, 5],
        [2, 4, 1],
      ],
      [[1, 4]],
    ],
    [
      'of a gap within another: that of the outer one',
      [
        [1, 4, 5],
        [2, 3, 1],
      ],
      [[1, 4, 5]],
    ],
    [
      'of gaps with the same start: that of the longer one',
      [
        [1, 3, 1],
        [1, 4, 5],
      ],
      [[1, 4, 5]],
    ],
    [
      'of the same gap twice: the known one',
      [
        [1, 4, 5],
        [1, 4],
      ],
      [[1, 4, 5]],
    ],
  ] as const)('gives the headcount change %s', (_what, given, expected) => {
    const found = coverage(range, 0, end, given.map(gapOf));
    expect(found.gaps).toEqual(expected.map(gapOf));
  });

  it('is complete if nothing could be observed', () => {
    const gaps = [{ fromMs: start, toMs: end }];
    expect(coverage(range, end, end + 1, gaps)).toEqual({ observedShare: 1, gaps: [] });
    expect(coverage(range, 0, start, gaps)).toEqual({ observedShare: 1, gaps: [] });
  });
});

/** Start and end, in hours from the start of the range, and the change. */
function gapOf([from, to, change]: readonly [number, number | null, number?]) {
  const span = { fromMs: start + from * hourMs, toMs: to === null ? null : start + to * hourMs };
  return change === undefined ? span : { ...span, headcountChange: change };
}
