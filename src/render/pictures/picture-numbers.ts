import type { ComparedMetric } from '../../query/usual/compared-metrics.ts';
import type { Words } from '../words.ts';

/** A metric as pictures name it: those that are compared, and all that a series has. */
export type PictureMetric = ComparedMetric | 'activeUsers' | 'voiceUsers';

/** A count or a mean: `17,688`; one decimal under ten, `8.7`, if it is no integer. */
export function countText(value: number, words: Words): string {
  return words.number(value, Number.isInteger(value) || Math.abs(value) >= 10 ? 0 : 1);
}

/** A number of a metric without its name: `93`, `309 h`, `12 min`. */
export function figureText(value: number, metric: PictureMetric, words: Words): string {
  if (metric !== 'voiceSeconds') return countText(value, words);
  if (value > 0 && value < secondsPerHour) {
    return words.say('picture.minutes', { minutes: words.number(Math.max(1, Math.round(value / 60))) });
  }
  return words.say('picture.hours', { hours: countText(value / secondsPerHour, words) });
}

/** A number of a metric with its name: `93 people`. */
export function amountText(value: number, metric: PictureMetric, words: Words): string {
  const shown = figureText(value, metric, words);
  return words.say('picture.amount', { metric, value: shown, count: shown === words.number(1) ? 1 : 2 });
}

/** On an axis: `10k` from ten thousand on. */
export function axisText(metric: PictureMetric, words: Words): (value: number) => string {
  return (value) => {
    const shown = words.compact(value);
    return metric === 'voiceSeconds' && value > 0 ? words.say('picture.hours', { hours: shown }) : shown;
  };
}

/** The unit in which a metric is drawn: voice is drawn in hours, all others as they are. */
export function drawn(value: number, metric: PictureMetric): number {
  return metric === 'voiceSeconds' ? value / secondsPerHour : value;
}

const secondsPerHour = 3_600;

/** `+19 %`. */
export function changeText(share: number, words: Words, decimals = 0): string {
  return words.say('picture.percent', { percent: signed(share, words, decimals) });
}

/** `−8 to +9 %`. */
export function changesText(low: number, high: number, words: Words): string {
  const decimals = decimalsFor(low, high);
  return words.say('picture.percents', { low: signed(low, words, decimals), high: signed(high, words, decimals) });
}

/** One decimal where changes are usually so small that whole per cent would hide them. */
export function decimalsFor(low: number, high: number): number {
  return Math.max(Math.abs(low), Math.abs(high)) <= 0.02 ? 1 : 0;
}

function signed(share: number, words: Words, decimals: number): string {
  const shown = words.number(Math.abs(100 * share), decimals);
  const isZero = shown === words.number(0, decimals);
  if (isZero) return shown;
  return `${share < 0 ? '−' : '+'}${shown}`;
}
