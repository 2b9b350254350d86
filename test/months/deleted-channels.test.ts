import { expect, it } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { losesName } from '../../src/months/deleted-channels.ts';

const wellKnown = { isPrivate: false, livedMs: 30 * dayMs, people: 5 };

it.each([
  ['a public one that was there for thirty days and had five people', wellKnown, false],
  ['one that not everyone could see', { ...wellKnown, isPrivate: true }, true],
  ['one that was there for less than thirty days', { ...wellKnown, livedMs: 30 * dayMs - 1 }, true],
  ['one in which four people were active', { ...wellKnown, people: 4 }, true],
])('of deleted channels %s: loses its name %#', (_what, channel, isHidden) => {
  expect(losesName(channel)).toBe(isHidden);
});
