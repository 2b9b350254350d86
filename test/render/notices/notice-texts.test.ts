import { describe, expect, it } from 'vitest';
import { hourOf } from '../../../src/core/time.ts';
import type { NoticeSeries } from '../../../src/query/notices/notice-series.ts';
import type { RowKey } from '../../../src/query/query.ts';
import { notKnown } from '../../../src/query/value.ts';
import { noticeLines } from '../../../src/render/notices/notice-lines.ts';
import { milestoneTexts, noticeText, silenceText } from '../../../src/render/notices/notice-texts.ts';
import { english } from '../../../src/render/words.ts';
import { aChannel } from '../../query/a-store.ts';

const monday = hourOf(Date.UTC(2024, 9, 14));
const day = { from: monday, to: monday + 24 };

interface Told {
  readonly hours?: { readonly from: number; readonly to: number };
  readonly value: number;
  readonly usual: number;
  readonly daysSince?: number | null;
  readonly among?: number;
  readonly channel?: string;
}

function row(of: NoticeSeries, { hours = day, value, usual, daysSince = 292, among = 180, channel }: Told) {
  const named = channel === undefined ? null : aChannel(1, channel);
  return {
    key: { kind: 'notice', ...hours, of, channel: named } satisfies RowKey,
    values: { value, usual, among, daysSince: daysSince === null ? notKnown('beforeCounting') : daysSince },
  };
}

describe('the text of a notice', () => {
  it('says what was counted, what is usual, since when nothing was as far off, and where most of it is', () => {
    const rows = [
      row('people', { value: 113, usual: 77 }),
      row('people', { value: 42, usual: 0, channel: 'equational' }),
    ];
    expect(noticeText({ rows }, english)).toBe(
      [
        '### Unusual: Monday, 14 October 2024',
        '**113** people wrote or talked; 77 is usual on a Monday. Nothing was as far off since 27 December 2023. Most of it in #equational: 42, usually 0.',
        '-# Unusual: farther from the usual, the median of the same weekday in the last eight weeks, than each of the 180 days before that can be compared. By chance this comes about once in 6 months for each number. It does not say why.',
      ].join('\n'),
    );
    expect(noticeLines({ rows }, english)).toEqual([
      'Mon 14 Oct: unusual. **113** people wrote or talked; 77 is usual on a Monday. Nothing was as far off since 27 December 2023. Most of it in #equational: 42, usually 0.',
    ]);
  });

  it.each([
    [row('messages', { value: 1, usual: 320.5 }), '**1** message; 321 is usual on a Monday.'],
    [row('joins', { value: 1776, usual: 2.5 }), '**1,776** joined; 2.5 is usual on a Monday.'],
    [row('parts', { value: 40, usual: 0 }), '**40** left; 0 is usual on a Monday.'],
    [row('voiceSeconds', { value: 90_000, usual: 7200 }), '**25 h** of voice; 2 h is usual on a Monday.'],
    [
      row('people', { value: 140, usual: 31.5, hours: { from: monday, to: monday + 168 }, daysSince: 203 }),
      '**20** people wrote or talked on an average day; 4.5 is usual. Nothing was as far off since 25–31 March 2024.',
    ],
    [
      row('messages', { value: 0, usual: 31, hours: { from: monday, to: monday + 168 }, daysSince: null }),
      '**0** messages; 31 is usual in a week. Nothing was as far off since counting began.',
    ],
    [
      row('joins', { value: 60, usual: 2, hours: { from: monday + 13, to: monday + 14 } }),
      '**60** joined in that hour; 2 is usual at that time of the week.',
    ],
  ])('names each number as it is', (told, expected) => {
    expect(noticeText({ rows: [told] }, english)).toContain(`\n${expected}`);
  });

  it('defines a day, a week and an hour, and says how often each comes by chance', () => {
    const rates = [
      [24, 180],
      [168, 26],
      [1, 4320],
      [24, 60],
      [168, 9],
      [24, 30],
    ].map(([length = 0, among = 0]) => {
      const hours = { from: monday, to: monday + length };
      const text = noticeText({ rows: [row('messages', { value: 9, usual: 1, hours, among })] }, english);
      return text.match(/than each of the (.*) before .* comes about once in (.*) for each number/)?.slice(1);
    });
    expect(rates).toEqual([
      ['180 days', '6 months'],
      ['26 weeks', '6 months'],
      ['4,320 hours', '6 months'],
      ['60 days', '2 months'],
      ['9 weeks', '2 months'],
      ['30 days', 'a month'],
    ]);
  });

  it('fits into a message with all that can be in it', () => {
    const all = (['people', 'messages', 'joins', 'parts', 'voiceSeconds'] as const).flatMap((of) => {
      const told = { value: 12_345_678, usual: 987_654.5 };
      const channel = of === 'joins' || of === 'parts' ? [] : [row(of, { ...told, channel: '_'.repeat(100) })];
      return [row(of, told), ...channel];
    });
    expect(noticeText({ rows: all }, english).length).toBeLessThanOrEqual(2000);
  });
});

it('a silence says since when, and what is usual', () => {
  const rows = [{ key: { kind: 'period', from: monday + 13, to: monday + 40 }, values: { usual: 434 } } as const];
  expect(silenceText({ rows }, english)).toBe(
    [
      '### No messages since Monday, 14 October 2024, 13:00 UTC',
      'In 24 hours that Census observed, no message was counted. 434 messages a day are usual here.',
      '-# Posted where more than 20 messages a day are usual, once for each silence. It does not say why.',
    ].join('\n'),
  );
  expect(silenceText({ rows: [] }, english)).toBe('');
});

it('milestones are texts of their own', () => {
  const facts = { countingSinceMs: Date.UTC(2023, 9, 14, 12) } as Parameters<typeof milestoneTexts>[0]['facts'];
  const told = (of: 'totalUsers' | 'months' | 'mostPeople', value: number, before: number | null) => ({
    key: { kind: 'notice', ...day, of, channel: null } satisfies RowKey,
    values: { value, before: before ?? notKnown('notComparable') },
  });
  const rows = [told('totalUsers', 1000, null), told('months', 12, null), told('mostPeople', 113, 108)];
  expect(milestoneTexts({ rows, facts }, english)).toEqual([
    '### 1,000 members\nAt the end of Monday, 14 October 2024 the server had 1,000 members or more for the first time since counting began.',
    '### 12 months of counting\nCensus has counted here since Saturday, 14 October 2023.',
    '### Most people on a day: 113\nOn Monday, 14 October 2024 more people wrote or talked than on any day before since counting began; the most were 108.\n-# Posted at most once a month.',
  ]);
});
