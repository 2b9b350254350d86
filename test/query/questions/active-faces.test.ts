import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import type { ActiveMeasure } from '../../../src/query/questions/active.ts';
import { newcomerMeasures } from '../../../src/query/questions/newcomers.ts';
import { isNotKnown, notKnown, type Value } from '../../../src/query/value.ts';
import { activeEmbed } from '../../../src/render/embeds/active-embed.ts';
import { resultJson } from '../../../src/render/result-json.ts';
import { textTable } from '../../../src/render/text-table.ts';
import { english } from '../../../src/render/words.ts';
import { month, monthHours, naiveSums, someCounters } from '../../columns/some-counters.ts';
import { aResult } from '../../render/a-result.ts';
import { guildId, withStore } from '../a-store.ts';
import { allOf, questionsOn, valuesIn } from '../ask.ts';

const hourMs = 3_600_000;
const cases = fc.record({
  counters: someCounters({ members: 7, maxLength: 25 }),
  minute: fc.integer({ min: 1, max: (monthHours.to - monthHours.from) * 60 - 1 }),
  days: fc.tuple(fc.nat(30), fc.nat(30)),
});

test('active members up to any minute equal a naive count, in numbers, embed, text and JSON', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ counters, minute, days }) => {
      const nowMs = monthHours.from * hourMs + minute * 60_000;
      const today = Math.floor(minute / 60 / 24);
      const [first, last] = [Math.min(...days, today), Math.max(...days)];
      const range = { from: monthHours.from + first * 24, to: monthHours.from + (last + 1) * 24 };
      const lived = counters.filter(({ hour }) => hour * hourMs < nowMs);
      await withStore({ batches: [lived], openMonth: month }, async (store) => {
        const questions = questionsOn(store, { now: () => nowMs });
        const result = await questions.ask({ ...allOf(guildId, range), about: 'active', compareWith: 'periodBefore' });
        const asked = result.query.range;
        const isRunning = range.to > monthHours.from + today * 24;
        expect(asked.to).toBe(isRunning ? Math.max(range.from + 1, Math.round(nowMs / hourMs)) : range.to);

        const expected = naiveActive(lived, asked, monthHours.from + today * 24);
        expectNumbers(valuesIn(result), expected);
        const { before } = result;
        if (before !== null) {
          expect(before.query.range.to).toBeLessThanOrEqual(range.to - 24);
          expectNumbers(valuesIn(before), naiveActive(lived, before.query.range, monthHours.from + today * 24));
        }

        const values = valuesIn(result);
        const json = JSON.parse(JSON.stringify(resultJson(result)));
        expect(json.rows[0].values).toEqual(values);
        const [, line = ''] = textTable(result).split('\n');
        expect(line.split(/ {2,}/).slice(1, 5)).toEqual(
          [values.inRange, values.perDay, values.week, values.month].map(shortText),
        );
        const fields = embedFields(result);
        expect(fields[0]).toBe(shortText(values.inRange));
        expect(fields[1]).toBe(typeof values.perDay === 'number' ? values.perDay.toFixed(1) : '–');
        expect(fields.slice(2, 4)).toEqual([values.week, values.month].map(shortText));
      });
    }),
    { numRuns: 60 },
  );
});

interface NaiveActive {
  readonly inRange: number;
  readonly perDay: number;
  readonly week: number;
  readonly month: number;
}

/** Hours before the month have nobody. */
function naiveActive(counters: readonly Counter[], range: { from: number; to: number }, today: number): NaiveActive {
  const within = (from: number, to: number) => {
    const active = naiveSums(counters).filter(({ hour, metric, amount }) => {
      return hour >= from && hour < to && ((metric === 'msg' && amount >= 1) || (metric === 'voice' && amount >= 1000));
    });
    return new Set(active.map(({ member }) => member)).size;
  };
  const { from, to } = range;
  const days: number[] = [];
  for (let day = from; day < to; day += 24) if (day + 24 <= to && day < today) days.push(within(day, day + 24));
  if (days.length === 0) days.push(within(Math.floor((to - 1) / 24) * 24, to));
  return {
    inRange: within(from, to),
    perDay: days.reduce((sum, active) => sum + active, 0) / days.length,
    week: within(to - 7 * 24, to),
    month: within(to - 30 * 24, to),
  };
}

function expectNumbers(values: Readonly<Record<ActiveMeasure, Value>>, expected: NaiveActive): void {
  const { stickiness, ...numbers } = values;
  expect(numbers).toEqual({ ...expected, perDay: expect.closeTo(expected.perDay, 9) });
  if (isNotKnown(stickiness)) expect(stickiness.notKnown).toBe('running');
  else expect(stickiness).toBeCloseTo(expected.month === 0 ? 0 : expected.perDay / expected.month, 9);
}

function embedFields(result: Parameters<typeof activeEmbed>[0]['active']): readonly string[] {
  const unknown = Object.fromEntries(newcomerMeasures.map((name) => [name, notKnown('tooFew')]));
  const answer = {
    active: result,
    newcomers: aResult(unknown as Record<(typeof newcomerMeasures)[number], Value>),
    apps: aResult({ bot: 0, webhook: 0 }),
  };
  const embed = activeEmbed(answer, english);
  return (embed.fields ?? []).map(({ value }) => value.replace(/ \([+−]\d+ %\)$/, '').replace(' on average', ''));
}

function shortText(value: Value): string {
  if (typeof value !== 'number') return '–';
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
