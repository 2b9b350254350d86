import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Query, Result } from '../../src/query/query.ts';
import type { Questions } from '../../src/query/questions.ts';
import { isBetween, isNotKnown, type Value } from '../../src/query/value.ts';
import { channelsEmbed } from '../../src/render/embeds/channels-embed.ts';
import { overEmbed } from '../../src/render/embeds/over-embed.ts';
import { whenEmbed } from '../../src/render/embeds/when-embed.ts';
import { tableCsv } from '../../src/render/files/result-csv.ts';
import { channelsPicture } from '../../src/render/pictures/channels-picture.ts';
import { overData } from '../../src/render/pictures/over-picture.ts';
import { whenPicture } from '../../src/render/pictures/when-picture.ts';
import { labelsIn } from '../../src/render/row-label.ts';
import { textTable } from '../../src/render/text-table.ts';
import { english } from '../../src/render/words.ts';
import { month, monthHours, someCounters } from '../columns/some-counters.ts';
import { fieldsOf } from '../render/embeds/some-rows.ts';
import { parseCsv } from '../render/files/naive-csv.ts';
import { aChannel, guildId, withStore } from './a-store.ts';
import { questionsOn } from './ask.ts';

const channels = [1, 2, 3, 4].map((number) => aChannel(number, `c${number}`));
const style = { words: english, theme: 'chat' } as const;
const hourMs = 3_600_000;

/** What Census counted in a small server, and when it is asked. */
const cases = fc.record({
  counters: someCounters({ members: 8, maxLength: 40 }).map((drawn) =>
    drawn.map((counter) => ({
      ...counter,
      amount: counter.metric === 'msg' ? counter.amount % 5_000 : counter.amount,
    })),
  ),
  isHidden: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  days: fc.integer({ min: 1, max: 31 }),
});

type Drawn = typeof cases extends fc.Arbitrary<infer One> ? One : never;

interface Asked {
  readonly questions: Questions;
  readonly asked: Pick<Query, 'guildId' | 'range' | 'channel' | 'view'>;
}

/** Runs `use` with questions about the drawn server and a range of it. */
async function asked(drawn: Drawn, use: (on: Asked) => Promise<void>): Promise<void> {
  const batch = drawn.counters.filter(({ channel }) => channel <= channels.length);
  await withStore({ batches: [batch], channels, openMonth: month }, async (store) => {
    const range = { from: monthHours.from, to: monthHours.from + drawn.days * 24 };
    const view = ({ number }: { readonly number: number }) => drawn.isHidden[number - 1] !== true;
    const questions = questionsOn(store, { now: () => (monthHours.to + 5) * hourMs });
    await use({ questions, asked: { guildId, range, channel: null, view } });
  });
}

describe('the words, the picture and the file of a question are one result', () => {
  test('.over', async () => {
    const names = ['messages', 'people', 'voiceSeconds', 'joins', 'totalUsers'] as const;
    const property = fc.asyncProperty(cases, fc.constantFrom(...names), async (drawn, metric) => {
      await asked(drawn, async ({ questions, asked: query }) => {
        const series = await questions.ask({ ...query, about: 'series', by: 'day' });
        const total = await questions.ask({ ...query, about: 'series', by: 'total' });
        const change = await questions.ask({ ...query, about: 'change', by: 'total', metric });
        expectTable(series);
        const column = columnOf(series, metric);
        const embed = overEmbed({ metric, grain: 'day', series, total, change }, english);
        const { Most: most, Fewest: fewest = most, 'In all': inAll } = fieldsOf(embed);
        const known = column.filter((cell) => cell !== '').map(Number);
        if (metric === 'messages') {
          const sum = known.reduce((all, each) => all + each, 0);
          expect(numbersIn(inAll)).toEqual(known.length === 0 ? [] : [sum]);
        }
        if (metric !== 'voiceSeconds' && known.length > 0) {
          expect(numbersIn(most)[0]).toBe(Math.max(...known));
          expect(numbersIn(fewest)[0]).toBe(Math.min(...known));
          const readouts = overData(series, metric, english).points.map(({ readout }) => readout);
          expect(readouts.map((text) => numbersIn(text.split(': ')[1])[0] ?? null)).toEqual(
            column.map((cell) => (cell === '' ? null : Number(cell))),
          );
        }
      });
    });
    await fc.assert(property, { numRuns: 25 });
  }, 60_000);

  test('.channels', async () => {
    const property = fc.asyncProperty(cases, async (drawn) => {
      await asked(drawn, async ({ questions, asked: query }) => {
        const made = await questions.ask({ ...query, about: 'channelChanges', by: 'channel' });
        expectTable(made);
        const names = cellsOf(made)
          .slice(1)
          .map(([name = '']) => name);
        const busy = columnOf(made, 'messages')
          .map((cell, index) => ({
            name: names[index] ?? '',
            messages: Number(cell),
            people: columnOf(made, 'people')[index],
          }))
          .filter(({ name, messages }) => name.startsWith('#') && messages > 0)
          .sort((a, b) => b.messages - a.messages);
        const { Busy = '' } = fieldsOf(channelsEmbed(made, english));
        const said = Busy.split('\n').filter((line) => line !== '');
        expect(said.map((line) => numbersIn(line.split(': ')[1]).slice(0, 2))).toEqual(
          busy.map(({ messages, people }) => [messages, Number(people)]),
        );
        const shown = [...channelsPicture(made, style).alt.matchAll(/#c\d+ ([\d,]+)/g)].map(([, text = '']) =>
          numberOf(text),
        );
        expect(shown).toEqual(busy.map(({ messages }) => messages));
        expect(names.filter((name) => name.startsWith('#')).sort()).toEqual(
          channels.filter(({ number }) => drawn.isHidden[number - 1] !== true).map(({ name }) => `#${name}`),
        );
      });
    });
    await fc.assert(property, { numRuns: 25 });
  }, 60_000);

  test('.when', async () => {
    const property = fc.asyncProperty(cases, async (drawn) => {
      await asked(drawn, async ({ questions, asked: query }) => {
        const made = await questions.ask({ ...query, about: 'hourOfWeek', by: 'hourOfWeek' });
        const windows = await questions.ask({ ...query, about: 'windows', by: 'hourOfWeek' });
        expectTable(made);
        const most = Math.max(
          ...columnOf(made, 'people')
            .filter((cell) => cell !== '')
            .map(Number),
        );
        const { Busiest = '' } = fieldsOf(whenEmbed({ when: made, windows }, english));
        const [alt = ''] = /Busiest .*? with [\d.,]+/.exec(whenPicture(made, style).alt) ?? [];
        if (most <= 0) return expect([Busiest, alt]).toEqual(['Nobody wrote or talked.', '']);
        const printed = Number.isInteger(most) || most >= 10 ? Math.round(most) : Number(most.toFixed(1));
        expect(numbersIn(Busiest.split(': ')[1])).toEqual([printed]);
        expect(numbersIn(alt.split(' with ')[1])).toEqual([printed]);
        expect(Busiest).toContain(/\w+day \d\d–\d\d/.exec(alt)?.[0]);
      });
    });
    await fc.assert(property, { numRuns: 25 });
  }, 60_000);
});

/** The file has every number of the result, and the text has as many rows. */
function expectTable<Measure extends string>(made: Result<Measure>): void {
  const [, ...lines] = cellsOf(made);
  const expected = made.rows.map(({ values }) =>
    made.measures.flatMap((measure) => cellsFor(made, measure, values[measure])),
  );
  expect(lines.map(([, ...cells]) => cells)).toEqual(expected);
  expect(textTable(made).split('\n')).toHaveLength(made.rows.length + 1);
}

function cellsFor<Measure extends string>(made: Result<Measure>, measure: Measure, value: Value): readonly string[] {
  if (measure === 'lastMessageDay') return [dayText(value)];
  const isBounded = made.rows.some(({ values }) => isBetween(values[measure]));
  const text = (each: number | null) => (each === null ? '' : String(each));
  if (isNotKnown(value)) return isBounded ? ['', '', ''] : [''];
  if (isBetween(value)) return [value.estimate, value.low, value.high].map(text);
  return isBounded ? [value, value, value].map(text) : [text(value)];
}

function dayText(value: Value): string {
  return typeof value !== 'number' || value === 0 ? '' : new Date(value * 24 * hourMs).toISOString().slice(0, 10);
}

function cellsOf<Measure extends string>(made: Result<Measure>): string[][] {
  return parseCsv(tableCsv(made, labelsIn(made.rows)));
}

/** The cells of a measure that has no bounds. */
function columnOf<Measure extends string>(made: Result<Measure>, measure: Measure): readonly string[] {
  const [, ...lines] = cellsOf(made);
  return lines.map((cells) => cells[made.measures.indexOf(measure) + 1] ?? '');
}

function numbersIn(text = ''): readonly number[] {
  return [...text.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([number]) => numberOf(number));
}

function numberOf(text: string): number {
  return Number(text.replaceAll(',', ''));
}
