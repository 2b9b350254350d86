import { expect, it } from 'vitest';
import { finalReply } from '../../../src/cli/simulation/final-reply.ts';

const file = (name: string, contentType: string) => ({
  name,
  contentType,
  bytes: new Uint8Array(),
  alt: 'x',
  url: name,
});
const button = (more: object) => ({ type: 2, style: 2, ...more });

it('holds all messages together, pictures apart from files, and buttons by row', () => {
  const messages = [
    {
      content: 'March',
      embeds: [{ title: 'Report' }],
      components: [
        {
          type: 1,
          components: [button({ label: '◀', custom_id: 'a' }), button({ label: '▶', custom_id: 'b', disabled: true })],
        },
        { type: 1, components: [button({ emoji: { name: '📎' }, label: 'Files', custom_id: 'c' })] },
      ],
      files: [file('people.png', 'image/png'), file('march.csv', 'text/csv')],
    },
    {
      content: '',
      embeds: [],
      components: [
        {
          type: 17,
          components: [{ type: 10, content: '### Week' }, { type: 14 }, { type: 10, content: '266 people' }],
        },
        { type: 9, components: [{ type: 10, content: 'more' }], accessory: button({ label: 'When', custom_id: 'd' }) },
      ],
      files: [],
    },
  ];
  expect(finalReply('.report', messages)).toEqual({
    command: '.report',
    content: 'March\n### Week\n266 people\nmore',
    embeds: [{ title: 'Report' }],
    files: [expect.objectContaining({ name: 'march.csv' })],
    pictures: [expect.objectContaining({ name: 'people.png' })],
    buttons: [
      [
        { label: '◀', isEnabled: true },
        { label: '▶', isEnabled: false },
      ],
      [{ label: '📎 Files', isEnabled: true }],
      [{ label: 'When', isEnabled: true }],
    ],
  });
});
