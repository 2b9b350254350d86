import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Channel } from '../../../src/core/channel.ts';
import type { Result } from '../../../src/query/query.ts';
import type { ReportMeasure } from '../../../src/query/report-measures.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { fullReport } from '../../../src/render/embeds/full-report.ts';
import { english } from '../../../src/render/words.ts';
import { aResult, everywhere, type ResultChanges } from '../a-result.ts';

const general: Channel = { id: '1', kind: 'text', name: 'general', number: 1, isDeleted: false };
const values = {
  ...{ totalUsers: 1234, activeUsers: 16, voiceUsers: 3, joins: 20, parts: 8 },
  ...{ messages: 36, messagesPerUser: 2.25, messagesPerUserStdev: 1.05 },
  ...{ voiceHours: 5.2, voiceHoursPerUser: 1.3333333333333333, voiceHoursPerUserStdev: 0.75 },
};

test('a full report has eight fields in order, its days above and its notes below', () => {
  const facts = { isSealed: false };
  expect(fullReport(reportOf({}, { facts }), null, english, ['one note'])).toEqual({
    color: 0xd33682,
    title: 'Report for 2018-01-12 to 2018-01-14',
    description: '12–13 January 2018, 2 days, UTC',
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
    footer: {
      text: 'UTC · one note · this month is not anonymised yet: do not pass on · σ: how far members are from the average · man-hours: the time in voice of all members together',
    },
  });
});

test('the description says who was active', () => {
  const active = (inRange: Value, perDay: Value, hasTrial = false) =>
    fullReport(reportOf(), aResult({ inRange, perDay }, { facts: { hasTrial } }), english).description?.split('\n')[1];
  expect(active(512, 74.23)).toBe('Wrote or talked: 512 members, 74.2 on an average day');
  expect(active(1, 0.5)).toBe('Wrote or talked: 1 member, 0.5 on an average day');
  expect(active(1234, 2, true)).toBe(
    'Wrote or talked: 1234 members, 2.0 on an average day (without members who have just joined)',
  );
  expect(active(notKnown('deleted'), notKnown('deleted'))).toBeUndefined();
});

test('a word is explained only where it has a number', () => {
  const footerOf = (messages: Value, voiceHours: Value) =>
    fullReport(reportOf({ messages, voiceHours }), null, english).footer?.text;
  expect(footerOf(0, 2)).toMatch(/· man-hours: the time in voice of all members together$/);
  expect(footerOf(0, 2)).not.toContain('σ');
  expect(footerOf(3, 0)).toMatch(/· σ: how far members are from the average$/);
  expect(footerOf(notKnown('imported'), notKnown('imported'))).not.toMatch(/σ|man-hours/);
});

test('one day has no average day', () => {
  const day = { from: 420_000, to: 420_024 };
  const active = (hasTrial: boolean) => {
    const result = aResult({ inRange: 59, perDay: 59 }, { query: { range: day }, facts: { hasTrial } });
    return fullReport(reportOf({}, { query: { range: day } }), result, english).description?.split('\n')[1];
  };
  expect(active(false)).toBe('Wrote or talked: 59 members');
  expect(active(true)).toBe('Wrote or talked: 59 members (without members who have just joined)');
});

test('the report of a channel names it', () => {
  expect(fullReport(reportOf({}, { query: { channel: general } }), null, english).title).toBe(
    'Report for #general from 2018-01-12 to 2018-01-14',
  );
});

test('leaves count below zero', () => {
  expect(fieldsOf(reportOf({ joins: 0, parts: 5 }))['Delta users']).toBe('-5 (+0|-5)');
});

test('what is not known is no zero, and its reason is said once', () => {
  const unknown = fullReport(aResult(everywhere(notKnown('imported'))), null, english);
  expect(unknown.fields?.map(({ value }) => value)).toEqual(['–', '–', '–', '–', '–', '–', '–', '–']);
  expect(unknown.footer?.text).toBe('UTC · –: what was imported does not have it');
  expect(fieldsOf(reportOf({ parts: notKnown('intentOff') }))['Delta users']).toBe('– (+20|-–)');
});

test("any numbers and any name stay within Discord's limits", () => {
  const amount = fc.double({ min: 0, max: 1e12, noNaN: true });
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(amount, name, (value, channelName) => {
      const channel = { ...general, name: channelName };
      const made = fullReport(aResult(everywhere(value), { query: { channel } }), null, english);
      expect(made.fields).toHaveLength(8);
      expect(made.title?.length).toBeLessThanOrEqual(256);
    }),
  );
});

function reportOf(
  changes: Partial<Record<ReportMeasure, Value>> = {},
  about: ResultChanges<ReportMeasure> = {},
): Result<ReportMeasure> {
  return aResult({ ...values, ...changes } as Record<ReportMeasure, Value>, about);
}

function fieldsOf(report: Result<ReportMeasure>): Record<string, string> {
  return Object.fromEntries((fullReport(report, null, english).fields ?? []).map(({ name, value }) => [name, value]));
}
