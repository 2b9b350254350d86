import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Channel } from '../../src/core/channel.ts';
import type { ReportRow } from '../../src/core/report.ts';
import { fullReportEmbed } from '../../src/render/embed.ts';

const range = { from: Date.UTC(2018, 0, 12) / 3_600_000, to: Date.UTC(2018, 0, 14) / 3_600_000 };
const general: Channel = { id: '1', kind: 'text', name: 'general', number: 1, isDeleted: false };
const row: ReportRow = {
  label: 'all',
  totalUsers: 1234,
  activeUsers: 16,
  voiceUsers: 3,
  joins: 20,
  parts: 8,
  messages: 36,
  messagesPerUser: 2.25,
  messagesPerUserStdev: 1.05,
  voiceSeconds: 18_720,
  voiceHours: 5.2,
  voiceHoursPerUser: 1.3333333333333333,
  voiceHoursPerUserStdev: 0.75,
};

test('a full report has eight fields in order, with its notes below', () => {
  expect(fullReportEmbed({ channel: null, range, row, line: null }, ['one note', 'another'])).toEqual({
    color: 0xd33682,
    title: 'Report for 2018-01-12 to 2018-01-14',
    fields: [
      { inline: true, name: 'Total users', value: '1234' },
      { inline: true, name: 'Active users', value: '16' },
      { inline: true, name: 'Voice users', value: '3' },
      { inline: true, name: 'Delta users', value: '12 (+20|-8)' },
      { inline: true, name: 'Messages', value: '36' },
      { inline: true, name: 'Messages/user', value: '2.3 (σ=1.1)' },
      { inline: true, name: 'Voice time', value: '5.2 man-hours' },
      { inline: true, name: 'Voice time/user', value: '1.3h (σ=0.8h)' },
    ],
    footer: { text: 'one note · another' },
  });
});

test('a line above the numbers is the description', () => {
  expect(fullReportEmbed({ channel: null, range, row, line: 'Wrote or talked: 3' }, ['a']).description).toBe(
    'Wrote or talked: 3',
  );
});

test('the report of a channel names it', () => {
  expect(fullReportEmbed({ channel: general, range, row, line: null }, ['a note']).title).toBe(
    'Report for #general from 2018-01-12 to 2018-01-14',
  );
});

test('leaves count below zero', () => {
  const fields = fullReportEmbed({ channel: null, range, row: { ...row, joins: 0, parts: 5 }, line: null }, [
    'a note',
  ]).fields;
  expect(fields?.[3]?.value).toBe('-5 (+0|-5)');
});

test("any numbers and any name stay within Discord's limits", () => {
  const amount = fc.double({ min: 0, max: 1e12, noNaN: true });
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(amount, name, (value, channelName) => {
      const numbers = Object.fromEntries(Object.keys(row).map((key) => [key, value]));
      const made = fullReportEmbed(
        { channel: { ...general, name: channelName }, range, row: { ...row, ...numbers }, line: null },
        ['a'],
      );
      expect(made.fields).toHaveLength(8);
      expect(made.title?.length).toBeLessThanOrEqual(256);
    }),
  );
});
