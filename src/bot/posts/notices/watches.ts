import type { GuildSettings, NoticeKind } from '../../../core/guild-settings.ts';
import { dayOfHour, type HourRange, isoDay } from '../../../core/time.ts';
import type { NoticeSeries } from '../../../query/notices/notice-series.ts';
import type { Query, ResultRow } from '../../../query/query.ts';
import type { Questions } from '../../../query/questions.ts';
import { milestoneTexts, noticeText, silenceText } from '../../../render/notices/notice-texts.ts';
import type { Words } from '../../../render/words.ts';
import type { PostKind } from '../../../store/post-store.ts';

/** What is watched in a range, for people who can view some channels. */
export type Watched = Pick<Query, 'guildId' | 'range' | 'view'> & { readonly settings: GuildSettings };

/** What is posted about a period, each text in a message of its own. */
export interface NoticePost {
  readonly period: HourRange;
  readonly texts: readonly string[];
  /** The days whose report and hours the buttons show; null if there are no buttons. */
  readonly days: HourRange | null;
}

/** Something that notices are given of. Asked twice about the same hours, it has the same periods. */
export interface Watch {
  readonly kind: PostKind;
  /** The length of its periods in hours. */
  readonly every: 1 | 24;
  /** How many hours before now it looks at when Census was off. */
  readonly catchesUp: number;
  isWanted(settings: GuildSettings): boolean;
  /** Ascending by the ends of the periods, which lie in the range. */
  posts(watched: Watched, questions: Pick<Questions, 'ask'>, words: Words): Promise<readonly NoticePost[]>;
}

const seriesOf = {
  people: 'people',
  messages: 'messages',
  joins: 'joins',
  leaves: 'parts',
  voice: 'voiceSeconds',
} as const satisfies Partial<Record<NoticeKind, NoticeSeries>>;

/** The numbers of whose days notices are wanted. */
export function watchedSeries({ noticesOff }: GuildSettings): readonly NoticeSeries[] {
  const kinds = Object.keys(seriesOf) as (keyof typeof seriesOf)[];
  return kinds.filter((kind) => !noticesOff.includes(kind)).map((kind) => seriesOf[kind]);
}

export const watches: readonly Watch[] = [
  {
    kind: 'notice',
    every: 24,
    catchesUp: 3 * 24,
    isWanted: (settings) => watchedSeries(settings).length > 0,
    posts: (watched, questions, words) => unusualPosts(watched, 'day', questions, words),
  },
  {
    kind: 'milestone',
    every: 24,
    catchesUp: 3 * 24,
    isWanted: ({ noticesOff }) => !noticesOff.includes('milestones'),
    posts: milestonePosts,
  },
  {
    kind: 'hour_notice',
    every: 1,
    catchesUp: 3,
    isWanted: ({ noticesOff }) => !noticesOff.includes('hours'),
    posts: (watched, questions, words) => unusualPosts(watched, 'hour', questions, words),
  },
  {
    kind: 'silence',
    every: 1,
    catchesUp: 1,
    isWanted: ({ noticesOff }) => !noticesOff.includes('silence'),
    posts: silencePosts,
  },
];

/** One post for all that was unusual up to one hour. */
async function unusualPosts(
  { settings, ...watched }: Watched,
  by: 'day' | 'hour',
  questions: Pick<Questions, 'ask'>,
  words: Words,
): Promise<readonly NoticePost[]> {
  const series = by === 'day' ? watchedSeries(settings) : (['messages', 'joins'] as const);
  const result = await questions.ask({ ...watched, about: 'notices', by, channel: null, series });
  return byEnd(result.rows).map(({ to, rows }) => ({
    period: { from: to - (by === 'day' ? 24 : 1), to },
    texts: [noticeText({ rows }, words)],
    days: daysOf(rows.flatMap(({ key }) => (key.kind === 'notice' ? [key] : []))),
  }));
}

/** The rows of notices by the ends of their periods, ascending. */
function byEnd<Row extends Pick<ResultRow, 'key'>>(rows: readonly Row[]) {
  const endOf = ({ key }: Row) => (key.kind === 'notice' ? key.to : 0);
  const ends = [...new Set(rows.map(endOf))].sort((a, b) => a - b);
  return ends.map((to) => ({ to, rows: rows.filter((row) => endOf(row) === to) }));
}

/** The days that the shortest of some periods touches. */
function daysOf(periods: readonly HourRange[]): HourRange | null {
  const [shortest] = periods.toSorted((a, b) => a.to - a.from - (b.to - b.from));
  if (shortest === undefined) return null;
  return { from: dayOfHour(shortest.from) * 24, to: Math.ceil(shortest.to / 24) * 24 };
}

async function milestonePosts(
  { settings: _, ...watched }: Watched,
  questions: Pick<Questions, 'ask'>,
  words: Words,
): Promise<readonly NoticePost[]> {
  const { rows, facts } = await questions.ask({ ...watched, about: 'milestones', by: 'day', channel: null });
  return byEnd(rows).map(({ to, rows: own }) => ({
    period: { from: to - 24, to },
    texts: milestoneTexts({ rows: own, facts }, words),
    days: null,
  }));
}

/** A silence is found as long as it lasts. */
async function silencePosts(
  { settings: _, range: { to }, ...watched }: Watched,
  questions: Pick<Questions, 'ask'>,
  words: Words,
): Promise<readonly NoticePost[]> {
  const range = { from: to - longestSilence, to };
  const result = await questions.ask({ ...watched, about: 'silence', by: 'total', channel: null, range });
  return result.rows.flatMap(({ key }) => {
    if (key.kind !== 'period') return [];
    return [{ period: { from: key.from, to: key.to }, texts: [silenceText(result, words)], days: null }];
  });
}

/** A week, in hours. A longer silence is no news. */
const longestSilence = 7 * 24;

/** Days as the text of a range, such as `2024-10-14` or `2024-10-07..2024-10-14`. */
export function rangeText({ from, to }: HourRange): string {
  return to - from === 24 ? isoDay(from) : `${isoDay(from)}..${isoDay(to)}`;
}
