import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeMarkdown, quoteInput } from '../../src/render/quote.ts';

test.each([
  ['@everyone', '`@everyone`'],
  ['a `code` span', "`a 'code' span`"],
  ['two\nlines', '`two lines`'],
  ['<@123456789012345678>', '`<@…>`'],
  ['', 'nothing'],
  [' \u200b ', 'nothing'],
  ['x'.repeat(3000), `\`${'x'.repeat(100)}…\``],
  ['😀'.repeat(101), `\`${'😀'.repeat(100)}…\``],
])('%j comes back as %s', (text, expected) => {
  expect(quoteInput(text)).toBe(expected);
});

test('any text becomes one short code span', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(quoteInput(text)).toMatch(/^(nothing|`[^`\n\r]{1,210}`)$/u);
    }),
  );
});

test('formatting in a name is shown as it is', () => {
  expect(escapeMarkdown('*loud* <b> my_channel')).toBe('\\*loud\\* \\<b\\> my_channel');
});
