import { describe, expect, test } from 'vitest';
import { hourMs } from '../../../src/core/time.ts';
import { type HourOfWeekMeasure, hourOfWeekMeasures } from '../../../src/query/questions/hour-of-week.ts';
import { type WindowMeasure, windowMeasures } from '../../../src/query/questions/windows.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { whenEmbed } from '../../../src/render/embeds/when-embed.ts';
import { english } from '../../../src/render/words.ts';
import type { ResultChanges } from '../a-result.ts';
import { fieldsOf, resultOf } from './some-rows.ts';

type Hour = Partial<Record<HourOfWeekMeasure, Value>>;

const tuesdayAfternoon = 24 + 15;
const sundayNight = 6 * 24 + 4;
const nextTuesday = Date.UTC(2018, 5, 5, 15) / hourMs;

describe('the embed of the hours of the week', () => {
  test('names the busiest and the quietest hour, and how many moderators there are', () => {
    const fields = fieldsOf(
      embedOf({ [tuesdayAfternoon]: { people: 12.8 }, [sundayNight]: { people: 1, cover: 0.4 } }),
    );
    expect(fields).toEqual({
      Busiest: 'Tuesday 15–16: 13 people',
      Quietest: 'Sunday 04–05: 1 person',
      'Best times, in your clock':
        '<t:1528210800:F> to <t:1528218000:t>: 11 people, 1 moderator\n<t:1528218000:F> to <t:1528225200:t>: 9.5 people',
      'Without a moderator':
        'In 1 of 168 hours of the week, no moderator wrote in at least half of the weeks. Most people in them: Sunday 04–05: 1 person.',
    });
  });

  test('says how many hours are as quiet as the quietest', () => {
    const fields = fieldsOf(embedOf({ 3: { people: 0 }, [sundayNight]: { people: 0 } }));
    expect(fields).toMatchObject({ Quietest: 'Monday 03–04 and 1 other hour: 0 people' });
    expect(fieldsOf(embedOf({}, { people: 0 }))).toMatchObject({ Busiest: 'Nobody wrote or talked.' });
  });

  test('leaves hours that were hardly observed out of the quietest', () => {
    const fields = fieldsOf(embedOf({ 3: { people: 0.1, observedShare: 0.4 }, 4: { people: 2 } }));
    expect(fields).toMatchObject({ Quietest: 'Monday 04–05: 2 people' });
  });

  test('says why the cover is not shown, and nothing of it for a channel', () => {
    const fields = fieldsOf(embedOf({}, { cover: notKnown('tooFew') }));
    expect(fields).toMatchObject({
      'Without a moderator': '– (shown from three moderators and four observed weeks on)',
    });
    const channel = { id: '1', kind: 'text', name: 'art', number: 1, isDeleted: false } as const;
    const embed = embedOf({}, { cover: notKnown('ofServer') }, { query: { channel } });
    expect(embed.title).toBe('When people write and talk in #art');
    expect(fieldsOf(embed)).not.toHaveProperty('Without a moderator');
    expect(embed.footer?.text).toBe('hours of the week in UTC');
  });

  test('says why nothing is known', () => {
    const embed = embedOf({}, { people: notKnown('tooFew') });
    expect(fieldsOf(embed)).toMatchObject({ Busiest: '–', Quietest: '–' });
    expect(embed.footer?.text).toContain('–: too few people');
  });

  test('says so if a moderator wrote in all hours', () => {
    expect(fieldsOf(embedOf({}))).toMatchObject({
      'Without a moderator': 'In all 168 hours of the week, a moderator wrote in most weeks.',
    });
  });
});

function embedOf(hours: Record<number, Hour>, everywhere: Hour = {}, changes: ResultChanges<HourOfWeekMeasure> = {}) {
  const usual = { people: 5, messages: 9, observedShare: 1, cover: 1.2, ...everywhere };
  const when = resultOf(
    Array.from({ length: 168 }, (_, hour) => {
      return { key: { kind: 'hourOfWeek', hour } as const, values: { ...usual, ...hours[hour] } };
    }),
    hourOfWeekMeasures,
    changes,
  );
  const windowAt = (from: number, people: number, cover: Value) => {
    return { key: { kind: 'period', from, to: from + 2 } as const, values: { people, cover } };
  };
  const windows = resultOf<WindowMeasure>(
    [windowAt(nextTuesday, 11.2, 1), windowAt(nextTuesday + 2, 9.5, notKnown('tooFew'))],
    windowMeasures,
  );
  return whenEmbed({ when, windows }, english);
}
