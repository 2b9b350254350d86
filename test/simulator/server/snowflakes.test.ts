import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSnowflakes, timeOfSnowflake } from '../../../src/core/snowflake.ts';
import { isSnowflake, Snowflakes, snowflakeOfName } from '../../../src/simulator/server/snowflakes.ts';

const instant = fc.integer({ min: Date.UTC(2015, 1, 1), max: Date.UTC(2015, 1, 1) + 5 });

describe('snowflakes', () => {
  it('are unique, have their instant, and ascend while time does not go back', () => {
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 200 }), (instants) => {
        const snowflakes = new Snowflakes();
        const ids = instants.map((atMs) => snowflakes.next(atMs));
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.map(timeOfSnowflake)).toEqual(instants);
        const ascending = new Snowflakes();
        const sorted = [...instants].sort((left, right) => left - right).map((atMs) => ascending.next(atMs));
        expect([...sorted].sort(compareSnowflakes)).toEqual(sorted);
      }),
    );
  });

  it('are compared as numbers', () => {
    const id = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(id, id, (left, right) => {
        const order = left < right ? -1 : Number(left > right);
        expect(Math.sign(compareSnowflakes(String(left), String(right)))).toBe(order);
      }),
    );
  });

  it('are made from names: valid, older than 2018, the same each time, and different for different kinds', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const id = snowflakeOfName('user', name);
        expect(isSnowflake(id)).toBe(true);
        expect(timeOfSnowflake(id)).toBeLessThan(Date.UTC(2018, 0, 1));
        expect(snowflakeOfName('user', name)).toBe(id);
        expect(snowflakeOfName('channel', name)).not.toBe(id);
      }),
    );
  });

  it('have 17 to 19 digits and fit 63 bits', () => {
    expect(['510000000000000001', '9223372036854775807', '10000000000000000'].map(isSnowflake)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['9223372036854775808', '1234', 'general', '051000000000000000', ''].map(isSnowflake)).not.toContain(true);
  });
});
