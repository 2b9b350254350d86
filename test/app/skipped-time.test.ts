import { expect, it } from 'vitest';
import { SkippedTime } from '../../src/app/skipped-time.ts';

it('unobserved time is passed to every lane and logged, but not before there are lanes', () => {
  const logged: object[] = [];
  const skipped: string[] = [];
  const time = new SkippedTime({ warn: (fields) => logged.push(fields) });
  time.skip(1_000, 2_000);
  const lane = (name: string) => ({
    counting: { skip: (fromMs: number, toMs: number) => skipped.push(`${name}: ${fromMs} to ${toMs}`) },
  });
  time.begin([lane('one'), lane('other')]);
  time.skip(3_000, 4_000);
  expect(skipped).toEqual(['one: 3000 to 4000', 'other: 3000 to 4000']);
  expect(logged).toEqual([{ from: '1970-01-01T00:00:03.000Z', to: '1970-01-01T00:00:04.000Z' }]);
});
