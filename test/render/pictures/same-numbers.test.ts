import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursOfMonth } from '../../../src/core/time.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { PageSheet } from '../../../src/render/charts/canvas/page-sheet.ts';
import { channelsChart } from '../../../src/render/charts/channels.ts';
import { daysChart } from '../../../src/render/charts/days.ts';
import { heatChart } from '../../../src/render/charts/heat.ts';
import { channelsData, channelsPicture } from '../../../src/render/pictures/channels-picture.ts';
import { daysData, daysPicture } from '../../../src/render/pictures/days-picture.ts';
import { overData } from '../../../src/render/pictures/over-picture.ts';
import { weekPicture } from '../../../src/render/pictures/week-picture.ts';
import { whenData, whenPicture } from '../../../src/render/pictures/when-picture.ts';
import { english } from '../../../src/render/words.ts';
import { allOf, readSvg, type SvgElement, textsOf } from '../charts/svg-reading.ts';
import { someChannels } from './some-channels.ts';
import { october, type SomeDay, someChange, someDays } from './some-days.ts';
import { type SomeHour, someHours } from './some-hours.ts';
import { someSeries } from './some-series.ts';

const style = { words: english, theme: 'chat' } as const;

const aValue = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 300_000 }) },
  { weight: 1, arbitrary: fc.constantFrom<Value>(notKnown('notObserved'), notKnown('beforeCounting')) },
);
const aDay: fc.Arbitrary<SomeDay> = fc
  .tuple(aValue, fc.option(fc.tuple(fc.nat(1_000), fc.nat(1_000))), fc.constantFrom(1, 1, 1, 0.96, 0.5))
  .map(([value, usual, share]) => ({
    value,
    observedShare: typeof value === 'number' ? share : 0,
    ...(usual === null ? {} : { usual: [Math.min(...usual), Math.max(...usual)] as const }),
  }));

/** The numbers that a text prints, without its day of the month, which stands before a month's name. */
function numbersIn(text: string): readonly number[] {
  return [...text.replace(/\d+ (?=[A-Z][a-z]{2})/g, '').matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([number]) =>
    Number(number.replaceAll(',', '')),
  );
}

function readoutsOf(page: string): readonly string[] {
  const isReadout = ({ attributes }: SvgElement) => attributes.get('class')?.split(' ')[0] === 'tip';
  return allOf(readSvg(page))
    .filter(isReadout)
    .map(({ text }) => text);
}

/** As a person reads it: whole from ten on, else one decimal, if it is no integer. */
function asPrinted(value: number): number {
  return Number(Number.isInteger(value) || value >= 10 ? value.toFixed(0) : value.toFixed(1));
}

describe('a picture prints the numbers of its result', () => {
  it('for every day, with what is usual', () => {
    fc.assert(
      fc.property(fc.array(aDay, { minLength: 31, maxLength: 31 }), (days) => {
        const result = someDays(days);
        const readouts = readoutsOf(daysChart(daysData(result, english), new PageSheet('')));
        expect(readouts.map(numbersIn)).toEqual(
          result.rows.map(({ values: { value, usualLow, usualHigh, observedShare } }) => {
            if (typeof value === 'number' && Number(observedShare) < 0.95) return [12, 24, value];
            const usual = [usualLow, usualHigh].filter((each) => typeof each === 'number');
            return typeof value === 'number' ? [value, ...usual] : usual;
          }),
        );
      }),
    );
  });

  it('where it says the most, the fewest and the mean', () => {
    fc.assert(
      fc.property(
        fc.array(aDay, { minLength: 31, maxLength: 31 }),
        fc.integer({ min: 1, max: 5_000 }),
        (days, mean) => {
          const { svg, alt } = daysPicture(someDays(days), someChange({ perDay: mean }), style);
          const known = days.flatMap(({ value, observedShare = 1 }) =>
            typeof value === 'number' && observedShare >= 0.95 ? [value] : [],
          );
          const extremes = /Most ([\d,]+) on .*?, fewest ([\d,]+) on/
            .exec(alt)
            ?.slice(1)
            .map((text) => Number(text.replaceAll(',', '')));
          expect(extremes).toEqual(known.length === 0 ? undefined : [Math.max(...known), Math.min(...known)]);
          expect(textsOf(readSvg(svg))[0]?.text).toContain(`: ${mean.toLocaleString('en-GB')} p`);
          const above = days.filter(({ value, usual, observedShare = 1 }) => {
            return typeof value === 'number' && usual !== undefined && observedShare >= 0.95 && value > usual[1];
          });
          const counted = /(\d+) of \d+ days? above/.exec(alt)?.[1];
          expect(Number(counted ?? 0)).toBe(above.length);
        },
      ),
    );
  });

  it('at every day of a week', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 63, maxLength: 63 }), (values) => {
        const range = { from: october.from + 13 * 24 - 8 * 168, to: october.from + 13 * 24 + 168 };
        const { svg } = weekPicture(
          someDays(
            values.map((value) => ({ value })),
            { range },
          ),
          null,
          style,
        );
        const printed = textsOf(readSvg(svg)).filter(({ classes }) => classes.includes('value'));
        expect(printed.map(({ text }) => Number(text))).toEqual(values.slice(-7));
      }),
    );
  });

  it('for every hour of the week', () => {
    const anHour: fc.Arbitrary<SomeHour> = fc
      .tuple(fc.double({ min: 0, max: 5_000, noNaN: true }), fc.option(fc.double({ min: 0, max: 3, noNaN: true })))
      .map(([people, cover]) => ({ people, cover: cover ?? notKnown('tooFew') }));
    fc.assert(
      fc.property(fc.array(anHour, { minLength: 168, maxLength: 168 }), (hours) => {
        const result = someHours((weekday, hour) => hours[24 * weekday + hour] ?? { people: 0 });
        const readouts = readoutsOf(heatChart(whenData(result, english), new PageSheet('')));
        expect(readouts.map((text) => numbersIn(text).slice(2))).toEqual(
          hours.map(({ people, cover }) => {
            const moderators = typeof cover === 'number' ? [Number(cover.toFixed(1))] : [];
            return [asPrinted(Number(people)), ...moderators];
          }),
        );
        const most = Math.max(...hours.map(({ people }) => Number(people)));
        expect(numbersIn(/Busiest .*? with ([\d.,]+)/.exec(whenPicture(result, style).alt)?.[1] ?? '')).toEqual(
          most === 0 ? [] : [asPrinted(most)],
        );
      }),
      { numRuns: 30 },
    );
  });

  it('for the busiest channels', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 30 }), (messages) => {
        const result = someChannels(messages.map((value, index) => ({ name: `c-${index}`, messages: value })));
        const busiest = messages
          .filter((value) => value > 0)
          .sort((one, other) => other - one)
          .slice(0, 8);
        const { svg, alt } = channelsPicture(result, style);
        const printed = textsOf(readSvg(svg)).filter(({ classes }) => classes.includes('value'));
        expect(printed.flatMap(({ text }) => numbersIn(text))).toEqual(busiest);
        expect(numbersIn(alt.replaceAll(/#c-\d+/g, '').replace(/.*2024\./, ''))).toEqual(busiest);
        const bars = allOf(readSvg(channelsChart(channelsData(result, english), new PageSheet(''))));
        const widths = bars
          .filter(({ attributes }) => attributes.get('class') === 'bar')
          .map(({ attributes }) => attributes.get('width'));
        expect(widths.map((width) => Number.parseFloat(width ?? ''))).toEqual(
          busiest.map((value) => Math.round((10_000 * value) / Math.max(...busiest)) / 100),
        );
      }),
    );
  });

  it('for every month, exact or with bounds', () => {
    const bounds = fc.tuple(fc.nat(500), fc.integer({ min: 2, max: 500 })).map(([low, more]): Value => {
      return { low, high: low + more, estimate: low + 1 };
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(9_999), bounds), { minLength: 12, maxLength: 12 }), (values) => {
        const year = { from: hoursOfMonth(2023 * 12).from, to: hoursOfMonth(2023 * 12 + 11).to };
        const series = someSeries(year, 'month', (index) => values[index] ?? 0);
        const readouts = readoutsOf(daysChart(overData(series, 'people', english), new PageSheet('')));
        expect(readouts.map((text) => numbersIn(text.replace(/^\w+ 2023/, '')))).toEqual(
          values.map((value) =>
            typeof value === 'object' && 'low' in value ? [value.estimate, value.low, value.high] : [value],
          ),
        );
      }),
    );
  });
});
