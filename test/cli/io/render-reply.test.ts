import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { renderReply } from '../../../src/cli/io/render-reply.ts';

const nothing = { command: '.report', content: '', embeds: [], files: [] };

it('no line of a box is wider or narrower than the box, whatever is in it', () => {
  const long = 'many words '.repeat(30);
  const word = 'w'.repeat(200);
  const fields = [
    { name: 'Messages', value: '12' },
    { name: 'Active users', value: '3' },
    { name: 'Voice time', value: '1.2 man-hours' },
    { name: 'Stickiness', value: '10 %' },
    { name: 'A name that is wider than a third of it all', value: long },
    { name: 'Lines', value: 'one\ntwo' },
    { name: 'A word', value: word },
  ];
  const rows = Array.from({ length: 60 }, (_, n) => `#channel-${n},${n},${word}`);
  const drawn = renderReply({
    ...nothing,
    embeds: [{ title: long, description: long, fields, footer: { text: long } }],
    files: [
      { name: 'report-channels-all.csv.gz', bytes: gzipSync(`Case,Messages,Active users\r\n${rows.join('\r\n')}\r\n`) },
    ],
  });
  const lines = drawn.split('\n').filter((line) => line !== '');
  expect([...new Set(lines.map((line) => line.length))]).toEqual([80]);
  expect(drawn).toMatch(/│ Messages +Active users +Voice time +│\n│ {3}12 +3 +1\.2 man-hours +│/);
  expect(drawn).toContain('… 55 more rows');
});

it('shows that the bot did not answer', () => {
  expect(renderReply(nothing)).toBe('(no answer)');
});
