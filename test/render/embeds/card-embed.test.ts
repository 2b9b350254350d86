import { expect, test } from 'vitest';
import { type CardMeasure, cardMeasures } from '../../../src/query/questions/card.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { cardEmbed } from '../../../src/render/embeds/card-embed.ts';
import { english } from '../../../src/render/words.ts';
import { channelRow, fieldsOf, resultOf } from './some-rows.ts';

const rounded: Record<CardMeasure, Value> = {
  ...{ people: 500, peoplePerDay: 95, messages: 18_000, voiceHours: 310, joins: notKnown('tooFew'), totalUsers: 1200 },
};

test('the embed of a card says that its numbers are rounded, and names only what it was given', () => {
  const ofServer = notKnown('ofServer');
  const channel = { ...rounded, peoplePerDay: ofServer, joins: ofServer, totalUsers: ofServer };
  const rows = [
    { key: { kind: 'total' } as const, values: rounded },
    { key: { kind: 'period', from: 420_000, to: 420_024 } as const, values: rounded },
    channelRow(channel),
    ...Array.from({ length: 9 }, (_, index) => channelRow(channel, { name: `c${index}` })),
  ];
  const embed = cardEmbed(resultOf(rows, cardMeasures), english);
  expect(embed.title).toBe('January 2018 in numbers');
  expect(embed.description).toContain('This may be passed on');
  expect(fieldsOf(embed)).toEqual({
    People: 'about 500',
    'People a day': 'about 95',
    Messages: 'about 18,000',
    Voice: 'about 310 h',
    Joined: '–',
    Members: 'about 1,200',
    'Busiest public channels': ['general', 'c0', 'c1', 'c2', 'c3']
      .map((name) => `#${name}: 18,000 messages, 500 people`)
      .join('\n'),
  });
  expect(embed.footer?.text).toBe('UTC');
});
