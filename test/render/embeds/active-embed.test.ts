import type { APIEmbed } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import type { HourRange } from '../../../src/core/time.ts';
import type { ActiveMeasure } from '../../../src/query/questions/active.ts';
import { newcomerMeasures } from '../../../src/query/questions/newcomers.ts';
import type { RangeFacts } from '../../../src/query/range-facts.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { activeEmbed } from '../../../src/render/embeds/active-embed.ts';
import { english } from '../../../src/render/words.ts';
import { aResult, twoDays } from '../a-result.ts';

const values: Record<ActiveMeasure, Value> = {
  inRange: 530,
  perDay: 74.23,
  week: { low: 120, high: 197, estimate: 145 },
  month: 518,
  stickiness: 74.23 / 518,
};

const earlier: Record<ActiveMeasure, Value> = {
  inRange: { low: 1, high: 2, estimate: null },
  perDay: 50,
  week: 290,
  month: 0,
  stickiness: 0,
};

const stickiness = "stickiness: how much of a month's active members come on an average day";

describe('the embed of the active members', () => {
  test('distinguishes an estimate from a number, and shows the change', () => {
    expect(fieldsOf(embedOf())).toMatchObject({
      'Active in the range': '530',
      DAU: '74.2 on average (+48 %)',
      WAU: '≈ 145 (120–197) (−50 %)',
      MAU: '518',
      Stickiness: '14 % (DAU ÷ MAU)',
      'Apps that wrote in January 2018': '1 bot, 0 webhooks',
    });
    expect(embedOf().footer?.text).toMatch(/^UTC · people cannot be recognised/);
  });

  test('has only bounds if there is no estimate', () => {
    const month = { low: 10, high: 15, estimate: null };
    const changes = { month, stickiness: notKnown('beforeCounting') };
    expect(fieldsOf(embedOf(changes))).toMatchObject({ MAU: '10–15', Stickiness: '–' });
  });

  test('explains no estimate if there is none', () => {
    expect(embedOf({ week: 3 }).footer?.text).toBe(`UTC · ${stickiness}`);
  });

  test('distinguishes what is not known from no activity, and says why', () => {
    const unknown = notKnown('beforeCounting');
    const embed = embedOf({ perDay: unknown, week: unknown, month: unknown, stickiness: unknown });
    expect(fieldsOf(embed)).toMatchObject({ DAU: '–', WAU: '–', MAU: '–', Stickiness: '–' });
    expect(embed.footer?.text).toBe('UTC · –: counting had not begun');
    expect(fieldsOf(embedOf({ perDay: 0, month: 0, stickiness: 0 }))).toMatchObject({
      DAU: '0.0 on average (−100 %)',
      Stickiness: '–',
    });
  });

  test('says if the first days after joining do not count', () => {
    const without = 'were in voice, without members who have just joined.';
    expect(embedOf({}, { facts: { hasTrial: true } }).description).toContain(without);
    expect(embedOf().description).not.toContain(without);
  });

  test('says why apps are not known', () => {
    const { fields } = embedOf({}, { apps: { bot: notKnown('imported'), webhook: notKnown('imported') } });
    expect(fields).toContainEqual({
      inline: false,
      name: 'Apps that wrote in January 2018',
      value: '– (what was imported does not have it)',
    });
  });
});

describe('the change', () => {
  const day = (text: string) => Date.parse(`${text}Z`) / 3_600_000;
  const askedAtMs = Date.parse('2025-11-15T14:00Z');
  const [today, tomorrow] = [day('2025-11-15T00:00'), day('2025-11-16T00:00')];
  const leftOut = 'Today is counted until 14:00, and left out of the daily average.';

  test.each<[string, HourRange, HourRange, string[]]>([
    [
      'today is against yesterday until now',
      { from: today, to: today + 14 },
      { from: today - 24, to: today - 10 },
      ['15 November 2025, 1 day, UTC', 'Today is counted until 14:00.', 'Compared with yesterday until 14:00.'],
    ],
    [
      'this week is against last week until now',
      { from: day('2025-11-10T00:00'), to: today + 14 },
      { from: day('2025-11-03T00:00'), to: day('2025-11-08T14:00') },
      ['10–15 November 2025, 6 days, UTC', leftOut, 'Compared with last week until Saturday 14:00.'],
    ],
    [
      'this month is against the same days of the month before',
      { from: day('2025-11-01T00:00'), to: today + 14 },
      { from: day('2025-10-01T00:00'), to: day('2025-10-15T14:00') },
      ['1–15 November 2025, 15 days, UTC', leftOut, 'Compared with 1–15 October 2025 until 14:00.'],
    ],
    [
      'days that are over are against as many days',
      { from: today - 48, to: today },
      { from: today - 96, to: today - 48 },
      ['13–14 November 2025, 2 days, UTC', 'Compared with 11–12 November 2025.'],
    ],
    [
      'a day of which the last hour runs is still left out',
      { from: today - 24, to: tomorrow },
      { from: today - 72, to: today - 24 },
      ['14–15 November 2025, 2 days, UTC', leftOut.replace('14', '00'), 'Compared with 12–13 November 2025.'],
    ],
  ])('of %s', (_what, range, before, expected) => {
    const { description = '' } = embedOf({}, { range, before, facts: { askedAtMs } });
    expect(description.split('\n').filter((line) => !line.startsWith('Members who'))).toEqual(expected);
  });

  test('is left out if the days before were not counted', () => {
    const embed = embedOf({}, { before: null });
    expect(fieldsOf(embed)).toMatchObject({ DAU: '74.2 on average' });
    expect(embed.description).not.toContain('Compared');
  });
});

interface Changes {
  readonly range?: HourRange;
  readonly before?: HourRange | null;
  readonly facts?: Partial<RangeFacts>;
  readonly apps?: Record<'bot' | 'webhook', Value>;
}

function embedOf(
  changes: Partial<Record<ActiveMeasure, Value>> = {},
  { range = twoDays, before = twoDays, facts = {}, apps = { bot: 1, webhook: 0 } }: Changes = {},
): APIEmbed {
  const compared = before === null ? null : aResult(earlier, { query: { range: before } });
  const noNewcomers = Object.fromEntries(newcomerMeasures.map((name) => [name, 0]));
  const answer = {
    active: aResult({ ...values, ...changes }, { query: { range }, facts, before: compared }),
    newcomers: aResult(noNewcomers as Record<(typeof newcomerMeasures)[number], Value>),
    apps: aResult(apps),
  };
  return activeEmbed(answer, english);
}

function fieldsOf({ fields = [] }: APIEmbed): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}
