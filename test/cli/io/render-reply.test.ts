import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renderExchange, renderReply } from '../../../src/cli/io/render-reply.ts';
import type { PostedFile } from '../../../src/simulator/population/answers.ts';

const nothing = { command: '.report', content: '', embeds: [], files: [], pictures: [], buttons: [] };

function file(name: string, more: Partial<PostedFile> = {}): PostedFile {
  return {
    name,
    contentType: 'text/csv',
    bytes: new Uint8Array(),
    alt: '',
    url: `https://example.org/${name}`,
    ...more,
  };
}

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
  const csv = `Case,Messages,Active users\r\n${rows.join('\r\n')}\r\n`;
  const pictures = [file('shown.png', { alt: long }), file(`${word}.png`, { alt: word })];
  const drawn = renderReply({
    ...nothing,
    embeds: [{ title: long, description: long, fields, image: { url: pictures[0]?.url }, footer: { text: long } }],
    files: [
      file('report-channels-all.csv.gz', { bytes: gzipSync(csv) }),
      file('report.csv', { bytes: Buffer.from(csv) }),
    ],
    pictures,
  });
  const lines = drawn.split('\n').filter((line) => line !== '');
  expect([...new Set(lines.map((line) => line.length))]).toEqual([80]);
  expect(drawn).toMatch(/│ Messages +Active users +Voice time +│\n│ {3}12 +3 +1\.2 man-hours +│/);
  expect(drawn.match(/… 55 more rows/g)).toHaveLength(2);
});

describe('a picture', () => {
  const people = file('people-2024-10.png', { alt: 'People a day in October 2024: 93 on average.' });
  const embed = { title: 'Report', image: { url: people.url }, footer: { text: 'All of it was observed.' } };

  it('is told by its alternative text in the card that shows it, above the footer', () => {
    const drawn = renderReply({ ...nothing, embeds: [embed], pictures: [people] });
    const lines = drawn.split('\n').map((line) => line.replaceAll(/[│╭╮╰╯─]/g, '').trim());
    expect(lines.filter((line) => line !== '')).toEqual([
      'Report',
      people.alt,
      '[picture people-2024-10.png saved]',
      embed.footer.text,
    ]);
  });

  it('has a card of its own if no embed shows it', () => {
    const other = file('when.png');
    const drawn = renderReply({ ...nothing, embeds: [embed], pictures: [people, other] });
    const [first, second] = drawn.split('\n\n');
    expect(first).toContain('[picture people-2024-10.png saved]');
    expect(second).toContain('[picture when.png saved]');
    expect(second).not.toContain('people');
  });
});

it('shows buttons by row, a disabled one in round brackets', () => {
  const button = (label: string, isEnabled = true) => ({ label, isEnabled });
  const buttons = [[button('◀'), button('▶', false), button('Files')], [button('When')]];
  expect(renderReply({ ...nothing, content: 'March', buttons })).toBe('March\n\n[◀] (▶) [Files]\n[When]');
});

it('shows a block of fixed width without its marks', () => {
  expect(renderReply({ ...nothing, content: 'March\n```\nMonday  9\n```\nand more' })).toBe(
    'March\nMonday  9\nand more',
  );
});

it('says what was typed or pressed', () => {
  expect(renderExchange('moderator', nothing)).toBe('A moderator types: .report\n\n(no answer)');
  expect(renderExchange('member', { ...nothing, command: 'press:◀' })).toBe('A member presses: ◀\n\n(no answer)');
});

it('shows that the bot did not answer', () => {
  expect(renderReply(nothing)).toBe('(no answer)');
});
