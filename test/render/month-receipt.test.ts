import { expect, test } from 'vitest';
import { monthReceipt } from '../../src/render/month-receipt.ts';
import { english } from '../../src/render/words.ts';

test.each([
  [412, Date.UTC(2026, 3, 1, 0, 0, 7, 900), 'March 2026: 412 members anonymised, salt destroyed 00:00:07 UTC'],
  [1, Date.UTC(2026, 3, 1, 23, 59, 59), 'March 2026: 1 member anonymised, salt destroyed 23:59:59 UTC'],
  [0, Date.UTC(2026, 3, 2), 'March 2026: 0 members anonymised, salt destroyed 2 April 2026, 00:00:00 UTC'],
  [9, Date.UTC(2026, 6, 1, 8), 'March 2026: 9 members anonymised, salt destroyed 1 July 2026, 08:00:00 UTC'],
  [9, null, 'March 2026: 9 members anonymised, the salt no longer existed'],
])('the receipt of %i members and a salt destroyed at %s', (members, saltDestroyedAtMs, expected) => {
  expect(monthReceipt({ month: 2026 * 12 + 2, members, saltDestroyedAtMs }, english)).toBe(expected);
});
