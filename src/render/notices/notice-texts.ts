import { type HourRange, hourMs } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import type { MilestoneMeasure } from '../../query/questions/notices/milestones.ts';
import type { NoticeMeasure } from '../../query/questions/notices/notices.ts';
import type { SilenceMeasure } from '../../query/questions/notices/silence.ts';
import { countText, meanText } from '../spoken-values.ts';
import type { Words } from '../words.ts';
import { type SaidNotice, saidNotices } from './notice-lines.ts';

/**
 * A post about unusual periods, in Markdown: under the name of each period what was unusual in it, and in the end what
 * that means and how often it comes about by chance. Empty if there are none.
 */
export function noticeText(result: Pick<Result<NoticeMeasure>, 'rows'>, words: Words): string {
  const said = saidNotices(result, words);
  const lengths = [...new Set(said.map(({ from, to }) => to - from))];
  const titles = new Set(said.map((notice) => titleOf(notice, words)));
  return [
    ...Array.from(titles, (title) => {
      return [title, ...said.filter((each) => titleOf(each, words) === title).map(({ text }) => text)].join('\n');
    }),
    ...lengths.map((length) => definition(length, said, words)),
  ].join('\n');
}

/** Says how often one comes by chance, where the numbers differ, of the one that comes most often. */
function definition(length: number, said: readonly SaidNotice[], words: Words): string {
  const among = Math.min(...said.filter(({ from, to }) => to - from === length).map((notice) => notice.among));
  const months = Math.round(((among + 1) * length) / hoursOfMonth);
  const period = length === 1 ? 'hour' : length === 24 ? 'day' : 'week';
  return words.say(`notice.definition.${period}`, { among: words.number(among), months });
}

const hoursOfMonth = (365.25 * 24) / 12;

function titleOf({ from, to }: HourRange, words: Words): string {
  if (to - from === 24) return words.say('notice.title', { period: words.weekdayAndLongDay(from * hourMs) });
  if (to - from > 1) return words.say('notice.title', { period: words.days({ from, to }) });
  return words.say('notice.titleHour', {
    day: words.weekdayAndLongDay(from * hourMs),
    from: words.time(from % 24),
    to: words.time(to % 24),
  });
}

/** A post about a silence; empty if there is none. */
export function silenceText({ rows }: Pick<Result<SilenceMeasure>, 'rows'>, words: Words): string {
  const [row] = rows;
  if (row === undefined || row.key.kind !== 'period') return '';
  return words.say('notice.silence', {
    day: words.weekdayAndLongDay(row.key.from * hourMs),
    time: words.time(row.key.from % 24),
    usual: meanText(row.values.usual, words),
  });
}

/** A post for each milestone. */
export function milestoneTexts(
  { rows, facts }: Pick<Result<MilestoneMeasure>, 'rows' | 'facts'>,
  words: Words,
): readonly string[] {
  return rows.flatMap(({ key, values }) => {
    if (key.kind !== 'notice') return [];
    const day = words.weekdayAndLongDay(key.from * hourMs);
    const value = countText(values.value, words);
    switch (key.of) {
      case 'totalUsers':
        return [words.say('notice.milestone.members', { value, day })];
      case 'mostPeople':
        return [words.say('notice.milestone.people', { value, day, before: countText(values.before, words) })];
      case 'months': {
        const since = words.weekdayAndLongDay(facts.countingSinceMs ?? 0);
        return [words.say('notice.milestone.months', { months: values.value as number, since })];
      }
      default:
        return [];
    }
  });
}
