import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ButtonName, type ButtonUse, buttonPlaces } from '../../../src/bot/buttons/button.ts';
import { commandNameIn, customIdOf, readCustomId } from '../../../src/bot/buttons/custom-id.ts';

const use: ButtonUse = {
  button: 'before',
  command: 'report',
  options: new Map([
    ['type', 'full'],
    ['range', '2024-09'],
  ]),
};

const aUse: fc.Arbitrary<ButtonUse> = fc.record({
  button: fc.constantFrom(...(Object.keys(buttonPlaces) as ButtonName[])),
  command: fc.stringMatching(/^[a-z]{1,10}$/),
  options: fc
    .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z_]{1,8}$/), fc.stringMatching(/^[A-Za-z0-9.-]{1,12}$/)), {
      selector: ([name]) => name,
      maxLength: 3,
    })
    .map((options) => new Map(options)),
});

describe('a custom_id', () => {
  it('is read as what was written', () => {
    expect(customIdOf(use)).toBe('1:report:before:type=full,range=2024-09');
    fc.assert(
      fc.property(aUse, (any) => {
        expect(readCustomId(customIdOf(any))).toEqual(any);
      }),
    );
  });

  it('has room for the longest use of a report', () => {
    const options = new Map([
      ['type', 'channels'],
      ['channel', '18446744073709551615'],
      ['range', '2024-10-01..2024-11-01'],
      ['format', 'csv'],
    ]);
    expect(customIdOf({ button: 'channels', command: 'report', options }).length).toBeLessThanOrEqual(100);
  });

  it.each([
    ['with a text in a value', new Map([['channel', 'the kitchen']])],
    ['with a separator in a value', new Map([['channel', 'a,b=c']])],
    ['with an empty value', new Map([['channel', '']])],
    ['that is too long', new Map(Array.from({ length: 9 }, (_, n) => ['a'.repeat(n + 1), 'x'.repeat(9)] as const))],
  ])('%s is not written', (_what, options) => {
    expect(() => customIdOf({ ...use, options })).toThrow('a button of /report cannot be written');
  });

  it.each([
    '',
    '0:report:before:type=full',
    '2:report:before:type=full',
    '01:report:before:type=full',
    '1:report:before',
    '1:report:sideways:type=full',
    '1:report:constructor:type=full',
    '1:report:before:type=full,type=weekday',
    '1:report:before:type=full,',
    '1:report:before:type=full:more',
    '1:Report:before:type=full',
    '1:report:before:type=full\n',
    `1:report:before:range=${'9'.repeat(100)}`,
  ])('%j is not of this version', (customId) => {
    expect(readCustomId(customId)).toBe(null);
  });

  it('is either refused or read as something that is written in the same way', () => {
    const written = aUse.map(customIdOf);
    const damaged = fc
      .tuple(written, fc.nat(100), fc.constantFrom(':', ',', '=', '1', 'x', '%', '\u0000', 'é', '__proto__'))
      .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 120 }), damaged), (text) => {
        const read = readCustomId(text);
        if (read !== null) expect(customIdOf(read)).toBe(text);
      }),
    );
  });

  it('names its command in every version', () => {
    expect(commandNameIn('1:report:before:')).toBe('report');
    expect(commandNameIn('27:channels:anything else')).toBe('channels');
    expect(commandNameIn('27:report')).toBe('report');
    expect(['', 'report', ':report:', '1:<@5>:', '1:REPORT:'].map(commandNameIn)).toEqual(Array(5).fill(undefined));
  });
});
