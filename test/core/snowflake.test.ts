import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSnowflakeAt, lastSnowflakeBefore, timeOfSnowflake } from '../../src/core/snowflake.ts';

const discordEpochMs = Date.UTC(2015, 0, 1);

describe('the time in an id', () => {
  it('is the upper 42 bits, for every 63-bit id', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (id) => {
        expect(timeOfSnowflake(String(id))).toBe(Number(id / 2n ** 22n) + discordEpochMs);
      }),
    );
  });

  it('is exact on both sides of a millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: discordEpochMs + 1, max: Date.UTC(2084, 0, 1) }), (timeMs) => {
        expect(timeOfSnowflake(firstSnowflakeAt(timeMs))).toBe(timeMs);
        expect(timeOfSnowflake(lastSnowflakeBefore(timeMs))).toBe(timeMs - 1);
      }),
    );
  });
});
