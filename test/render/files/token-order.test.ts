import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenOrder } from '../../../src/render/files/token-order.ts';

const aToken = fc.oneof(
  fc.integer({ min: 0xa0000000, max: 2 ** 32 - 1 }),
  fc.integer({ min: 0xa0000000, max: 0xa0000003 }),
);

describe('the order of tokens', () => {
  it('is ascending, and that of the list where tokens are equal, list after list', () => {
    const order = new TokenOrder();
    fc.assert(
      fc.property(fc.array(aToken, { maxLength: 200 }), (tokens) => {
        order.begin(tokens.length);
        for (const [place, token] of tokens.entries()) order.add(token, place);
        for (const _ of order.sort());
        const naive = tokens.map((token, place) => ({ token, place })).sort((a, b) => a.token - b.token);
        const found = naive.map((_, index) => ({ token: order.tokens[index], place: order.places[index] }));
        expect(order.length).toBe(tokens.length);
        expect(found).toEqual(naive);
      }),
    );
  });
});
