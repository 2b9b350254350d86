import { isBetween, isNotKnown, type Value } from '../query/value.ts';
import { likelyNumber, unknown } from './values.ts';
import type { Words } from './words.ts';

/** A count: `17,265`; `≈ 494 (412–641)` for an estimate with its bounds, `412–641` without one; `–` if not known. */
export function countText(value: Value, words: Words): string {
  if (isNotKnown(value)) return unknown;
  if (!isBetween(value)) return words.number(value);
  const bounds = spanOf(value.low, value.high, words);
  return value.estimate === null ? bounds : `≈ ${words.number(value.estimate)} (${bounds})`;
}

/** A mean: one decimal below ten, else none. */
export function meanText(value: Value, words: Words): string {
  if (typeof value !== 'number') return countText(value, words);
  return words.number(value, value < 9.95 ? 1 : 0);
}

/** A change or share as whole per cent with its sign: `+28 %`, `−4 %`, `±0 %`; `–` if not known. */
export function changeText(change: Value, words: Words): string {
  const likely = likelyNumber(change);
  if (likely === null) return unknown;
  const percent = Math.round(100 * likely);
  return `${signOf(percent)}${words.number(Math.abs(percent))}${percentSign}`;
}

/** A range of changes: `−8 to +12 %`; empty if it is not known. */
export function changeSpan(low: Value, high: Value, words: Words): string {
  if (typeof low !== 'number' || typeof high !== 'number') return '';
  const [from, to] = [changeText(low, words).replace(percentSign, ''), changeText(high, words)];
  return words.say('value.changes', { from, to });
}

/** A share of something: `28 %`. One that is no zero is never shown as one. */
export function shareText(share: Value, words: Words): string {
  const likely = likelyNumber(share);
  if (likely === null) return unknown;
  const percent = Math.round(100 * likely);
  if (percent === 0 && likely > 0) return `<${words.number(1)}${percentSign}`;
  return `${words.number(percent)}${percentSign}`;
}

/** Time in voice: `309 h`, `7.5 h`, `12 min` below an hour; `–` if not known. */
export function voiceText(seconds: Value, words: Words): string {
  const likely = likelyNumber(seconds);
  if (likely === null) return unknown;
  if (likely === 0 || likely >= 3600) return words.say('value.hours', { hours: meanOrZero(likely / 3600, words) });
  return words.say('value.minutes', { minutes: words.number(Math.max(1, Math.round(likely / 60))) });
}

/** A range of numbers: `70–84`, `70` if both are equal. */
export function spanOf(low: number, high: number, words: Words): string {
  const [from, to] = [words.number(low), words.number(high)];
  return from === to ? from : `${from}–${to}`;
}

/** A narrow space that does not break. */
const percentSign = '\u202f%';

function signOf(percent: number): string {
  if (percent === 0) return '±';
  return percent < 0 ? '−' : '+';
}

function meanOrZero(value: number, words: Words): string {
  return value === 0 ? words.number(0) : meanText(value, words);
}
