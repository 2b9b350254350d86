import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Day, dayMs, isoDay } from '../../../src/core/time.ts';
import { projectRoot } from '../../project-root.ts';

/**
 * Eight years of a real community, of which nothing is kept but sums: how many messages were written on each UTC day and in
 * each hour, how many people wrote on the day, and how many wrote for the first time. No sum has a person, a channel or a
 * text, and the days cannot be connected through a person.
 *
 * Made from a list of (time, number of the author), the public archive of the community with authors numbered: the messages
 * before the first day and of the last one, which was not whole, were left out; the others were counted by day, by
 * (day, author) and by hour. First posts are those of authors whom the whole list did not have before. `real-days.json`
 * has one number a day, `real-hours.txt.gz` one line a day with 24 numbers in base 36.
 */
interface RealDays {
  readonly first: Day;
  readonly messages: readonly number[];
  readonly people: readonly number[];
  readonly firstPosts: readonly number[];
}

const folder = join(projectRoot, 'test/query/notices');

export function realDays(): RealDays {
  const { first, ...sums } = JSON.parse(readFileSync(join(folder, 'real-days.json'), 'utf8')) as Record<string, string>;
  const numbers = (name: string) => (sums[name] ?? '').split(' ').map(Number);
  return {
    first: Date.parse(first ?? '') / dayMs,
    messages: numbers('messages'),
    people: numbers('people'),
    firstPosts: numbers('firstPosts'),
  };
}

/** The messages of every hour from the first day on. */
export function realHours(): readonly number[] {
  const text = gunzipSync(readFileSync(join(folder, 'real-hours.txt.gz'))).toString();
  return text.split(/\s/).flatMap((number) => (number === '' ? [] : [Number.parseInt(number, 36)]));
}

/** Such as `2024-09-28`. */
export function dateOf(first: Day, index: number): string {
  return isoDay((first + index) * 24);
}
