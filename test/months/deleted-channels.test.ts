import { expect, it } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { losesName } from '../../src/months/deleted-channels.ts';

const wellKnown = { isPrivate: false, livedMs: 30 * dayMs, people: 5 };

it.each([
  ['that was public, existed for thirty days and had five people', wellKnown, false],
  ['that was private', { ...wellKnown, isPrivate: true }, true],
  ['that existed for less than thirty days', { ...wellKnown, livedMs: 30 * dayMs - 1 }, true],
  ['with four active people', { ...wellKnown, people: 4 }, true],
])('it is decided whether a deleted channel %s loses its name', (_what, channel, isHidden) => {
  expect(losesName(channel)).toBe(isHidden);
});
