import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest, typingDistance } from '../../../src/bot/input/near.ts';

const commands = ['report', 'active', 'userstats', 'status', 'help', 'do'];
const near = (typed: string) => nearest(typed, commands, (name) => name);

test.each([
  ['reprot', 'report'],
  ['REPORTS', 'report'],
  ['rport', 'report'],
  ['stauts', 'status'],
  ['ustats', 'status'],
  ['hlep', 'help'],
  ['helps', 'help'],
])('%s is near to %s', (typed, name) => {
  expect(near(typed)).toBe(name);
});

test.each(['', 'repo', 'retort!!', 'heap!', 'hope', 'di', 'x'.repeat(5000)])('%.20j is near to none', (typed) => {
  expect(near(typed)).toBeUndefined();
});

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });

test('the distance is the shortest way from one word to the other, letter by letter', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(typingDistance(a, b)).toBe(naiveDistance(a, b));
      expect(typingDistance(b, a)).toBe(typingDistance(a, b));
    }),
  );
});

function naiveDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  if (a[0] === b[0]) return naiveDistance(a.slice(1), b.slice(1));
  const [missing, extra, wrong] = [
    naiveDistance(a, b.slice(1)),
    naiveDistance(a.slice(1), b),
    naiveDistance(a.slice(1), b.slice(1)),
  ];
  const isSwapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0];
  const swapped = isSwapped ? naiveDistance(a.slice(2), b.slice(2)) : Number.POSITIVE_INFINITY;
  return 1 + Math.min(missing, extra, wrong, swapped);
}
