import { expect, test } from 'vitest';
import { joinedAtMsOf } from '../../src/discord/joined-at.ts';

test.each([
  ['as Discord writes it', { joined_at: '2024-02-03T11:22:33.444000+00:00' }, Date.UTC(2024, 1, 3, 11, 22, 33, 444)],
  ['of a guest', { joined_at: null }, null],
  ['of a member without it', {}, null],
  ['of nobody', undefined, null],
  ['in words', { joined_at: 'long ago' }, null],
])('the instant of joining is read %s', (_how, member, expected) => {
  expect(joinedAtMsOf(member)).toBe(expected);
});
