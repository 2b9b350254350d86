import { describe, expect, test } from 'vitest';
import { type ChangeMeasure, changeMeasures } from '../../../src/query/questions/compared/change.ts';
import {
  type ComparedQuantity,
  type CompareMeasure,
  comparedQuantities,
  compareMeasures,
} from '../../../src/query/questions/compared/compare.ts';
import type { RangeFacts } from '../../../src/query/range-facts.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { compareEmbed } from '../../../src/render/embeds/compare-embed.ts';
import { english } from '../../../src/render/words.ts';
import { twoDays } from '../a-result.ts';
import { fieldsOf, groupRow, resultOf } from './some-rows.ts';

type Values = Partial<Record<CompareMeasure, Value>>;

const notComparable = notKnown('notComparable');
const plain: Readonly<Record<ComparedQuantity, Values>> = {
  people: { value: 502, other: 439, change: 0.1435, marked: 1 },
  peoplePerDay: { value: 92.9, other: 7.77, change: 0.2 },
  messages: { value: 17688, other: 13405, change: 0.3195, perHour: 23.77, otherPerHour: 18.6 },
  voiceSeconds: { value: 309 * 3600, other: 720, change: notKnown('tooFew'), perHour: 1500, otherPerHour: 1 },
  joins: { value: 58, other: 58, change: 0, perHour: 0.08, otherPerHour: 0.08 },
  parts: { value: 39, other: notKnown('imported'), change: notKnown('imported') },
};

describe('the embed of two ranges', () => {
  test('shows them as a table, with what the difference of people means', () => {
    const embed = embedOf();
    expect(embed.description?.split('\n')).toEqual([
      '**A:** 12–13 January 2018, 2 days, UTC',
      '**B:** 10–11 January 2018, 2 days, UTC',
      '```',
      '                   A       B  A to B',
      'People           502     439   +14 %',
      'People a day      93     7.8   +20 %',
      'Messages      17,688  13,405   +32 %',
      'Voice          309 h  12 min       –',
      'Joined            58      58     0 %',
      'Left              39       –       –',
      '```',
      'More people in A than in B, by more than chance makes likely.',
    ]);
    expect(fieldsOf(embed)).toEqual({ Coverage: 'A: coverage 100.0 %\nB: coverage 100.0 %' });
    expect(embed.footer?.text).toContain('–: what was imported does not have it');
    expect(embed.footer?.text).not.toContain('cannot be compared');
  });

  test.each([
    [-1, 'Fewer people in A than in B'],
    [0, 'People: no more difference than chance makes likely.'],
  ])('marked %i', (marked, words) => {
    expect(embedOf({ people: { ...plain.people, marked } }).description).toContain(words);
  });

  test('of different length or coverage has rates, and says nothing of people', () => {
    const people = { value: 502, other: 439, change: notComparable, marked: notComparable };
    const embed = embedOf({ people });
    expect(embed.description).toContain('so changes are of the numbers in an observed hour.');
    expect(embed.description).not.toContain('chance');
    expect(fieldsOf(embed)).toMatchObject({
      'In an observed hour':
        'Messages: 23.77, and 18.60 in B\nVoice: 25 min, and 1 min in B\nJoined: 0.08, and 0.08 in B',
    });
  });

  test('says what is usual, in bold what is not', () => {
    const usual = { usualLow: -0.08, usualHigh: 0.09 };
    const values = { perDay: 93, perDayBefore: 78, change: 0.19, ...usual, unusual: 1 };
    const change = resultOf<ChangeMeasure>([{ key: { kind: 'total' }, values }], changeMeasures, {
      query: { ...{ metric: 'people' }, range: month(10) },
      before: resultOf<ChangeMeasure>([], changeMeasures, { query: { range: month(9) } }),
    });
    const embed = embedOf({}, {}, [change]);
    expect(fieldsOf(embed)).toMatchObject({
      'Is that usual? A day, compared':
        'People: **+19\u202f% on September: outside the usual**; changes are usually −8 to +9\u202f%',
    });
  });

  test('has the coverage of both, and says if one lies before counting began', () => {
    const fields = fieldsOf(embedOf({}, { countingSinceMs: twoDays.from * 3_600_000 }));
    expect(fields).toEqual({ Coverage: 'A: coverage 100.0 %\nB: counting had not begun' });
  });
});

function month(number: number) {
  const [from, to] = [Date.UTC(2017, number - 1), Date.UTC(2017, number)];
  return { from: from / 3_600_000, to: to / 3_600_000 };
}

function embedOf(
  changed: Partial<Record<ComparedQuantity, Values>> = {},
  facts: Partial<RangeFacts> = {},
  changes: Parameters<typeof compareEmbed>[0]['changes'] = [],
) {
  const defaults = { perHour: notComparable, otherPerHour: notComparable, marked: notComparable };
  const rows = comparedQuantities.map((name) => {
    const values = { ...defaults, ...(changed[name] ?? plain[name]) } as Record<CompareMeasure, Value>;
    return groupRow(name, values);
  });
  const range = { from: twoDays.from - 48, to: twoDays.from };
  const before = resultOf<CompareMeasure>([], compareMeasures, { query: { range }, facts });
  return compareEmbed({ compare: resultOf(rows, compareMeasures, { before, facts }), changes }, english);
}
