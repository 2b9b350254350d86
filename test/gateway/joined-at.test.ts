import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinedAtMsOf } from '../../src/gateway/joined-at.ts';

test.each([
  ['as Discord writes it', { joined_at: '2024-02-03T11:22:33.444000+00:00' }, Date.UTC(2024, 1, 3, 11, 22, 33, 444)],
  ['of a guest', { joined_at: null }, null],
  ['of a member without it', {}, null],
  ['without a member', undefined, null],
  ['in words', { joined_at: 'long ago' }, null],
])('the join time is parsed %s', (_how, member, expected) => {
  expect(joinedAtMsOf(member)).toBe(expected);
});

test('any instant is parsed as Discord wrote it', () => {
  const instants = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, (date) => {
      const written = date.toISOString().replace('Z', '000+00:00');
      expect(joinedAtMsOf({ joined_at: written })).toBe(date.getTime());
    }),
  );
});
