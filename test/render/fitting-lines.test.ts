import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittingLines } from '../../src/render/fitting-lines.ts';
import { namedChannels } from '../../src/render/named-channels.ts';
import { english } from '../../src/render/words.ts';

const lines = fc.array(fc.string({ minLength: 1, maxLength: 700, unit: fc.constantFrom('a', '<', '#', '1', '>') }), {
  maxLength: 40,
});

describe('lines of a message', () => {
  it("stay whole, in order and within Discord's limit", () => {
    fc.assert(
      fc.property(lines, (given) => {
        const text = fittingLines(given, english);
        expect(text.length).toBeLessThanOrEqual(2000);
        const whole = given.join('\n');
        if (whole.length <= 2000) {
          expect(text).toBe(whole);
          return;
        }
        const shown = text.split('\n');
        const [, left] = /^(\d+) more lines? do(?:es)? not fit here\.$/.exec(shown.pop() ?? '') ?? [];
        expect(shown.length + Number(left)).toBe(given.length);
        let from = 0;
        for (const line of shown) {
          from = given.indexOf(line, from) + 1;
          expect(from).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('name only as many channels as leave room for other lines', () => {
    const channels = (length: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: `${index}`, name: '*'.repeat(length) }));
    expect(namedChannels(channels(100, 25), false, english).length).toBeLessThan(650);
    expect(namedChannels(channels(100, 25), false, english)).toMatch(/ and 23 more$/);
    expect(namedChannels(channels(1, 3), false, english)).toBe('#\\*, #\\*, #\\*');
    expect(namedChannels(channels(5000, 2), false, english)).toMatch(/\* and 1 more$/);
  });
});
