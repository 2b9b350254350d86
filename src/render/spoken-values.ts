import { isBetween, isNotKnown, type Value } from '../query/value.ts';
import { figureText, countText as meanOf } from './pictures/picture-numbers.ts';
import { likelyNumber, unknown } from './values.ts';
import type { Words } from './words.ts';

/** A count: `17,265`; `≈ 494 (412–641)` for an estimate with its bounds, `412–641` without one; `–` if not known. */
export function countText(value: Value, words: Words): string {
  if (isNotKnown(value)) return unknown;
  if (!isBetween(value)) return words.number(value);
  const bounds = spanText(value.low, value.high, words);
  return value.estimate === null
    ? bounds
    : words.say('value.estimate', { number: words.number(value.estimate), bounds });
}

/** A mean: with one decimal below ten; `–` if not known. */
export function meanText(value: Value, words: Words): string {
  return typeof value === 'number' ? meanOf(value, words) : countText(value, words);
}

/** A count or a mean with what is counted: `43 people`, `1 message`, `8.7 people`; `– people` if not known. */
export function amountText(value: Value, noun: 'people' | 'messages' | 'moderators', words: Words): string {
  const shown = meanText(value, words);
  return words.say('value.amount', { noun, shown, count: shown === words.number(1) ? 1 : 2 });
}

/** Time in voice: `309 h`, `7.5 h`, `12 min` below an hour; `–` if not known. */
export function voiceText(seconds: Value, words: Words): string {
  const likely = likelyNumber(seconds);
  return likely === null ? unknown : figureText(likely, 'voiceSeconds', words);
}

/** A share of something: `28 %`. One that is no zero is never shown as one. */
export function shareText(share: Value, words: Words): string {
  const likely = likelyNumber(share);
  if (likely === null) return unknown;
  const percent = Math.round(100 * likely);
  if (percent === 0 && likely > 0) return words.say('value.shareBelow', { percent: words.number(1) });
  return words.say('value.share', { percent: words.number(percent) });
}

/** `2 of 12`, and from twenty on with the share: `31 of 58 (53 %)`. */
export function partText(part: number, whole: number, words: Words): string {
  const said = { part: words.number(part), whole: words.number(whole) };
  if (whole < fewestForShare) return words.say('value.part', said);
  return words.say('value.partShare', { ...said, share: shareText(part / whole, words) });
}

/** One of fewer would be more than five per cent. */
const fewestForShare = 20;

/** A range of numbers: `70–84`, `70` if both are equal. */
export function spanText(low: number, high: number, words: Words): string {
  const [from, to] = [words.number(low), words.number(high)];
  return from === to ? from : `${from}–${to}`;
}
