import { hourMs, weekdayOfHour } from '../../core/time.ts';
import type { NoticeSeries } from '../../query/notices/notice-series.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import type { NoticeMeasure } from '../../query/questions/notices/notices.ts';
import { namedChannels } from '../named-channels.ts';
import { countText, meanText, voiceText } from '../spoken-values.ts';
import type { Words } from '../words.ts';

/** What is said of a notice: what was counted, what is usual, how rare that is, and where most of it lies. */
export interface SaidNotice {
  readonly from: number;
  readonly to: number;
  /** Than how many earlier periods it is farther off. */
  readonly among: number;
  /** In sentences. */
  readonly text: string;
}

type Row = ResultRow<NoticeMeasure>;
type NoticeRow = Row & { readonly key: Extract<Row['key'], { readonly kind: 'notice' }> };

/** The notices of a result in words. They name no cause and no person, and only channels that the result names. */
export function saidNotices({ rows }: Pick<Result<NoticeMeasure>, 'rows'>, words: Words): readonly SaidNotice[] {
  const known = rows.filter((row): row is NoticeRow => row.key.kind === 'notice');
  return known
    .filter(({ key }) => key.channel === null)
    .map((row) => {
      const { from, to, of } = row.key;
      const ofChannel = known.find(({ key }) => {
        return key.channel !== null && key.of === of && key.from === from && key.to === to;
      });
      const sentences = [usualSentence(row, words), sinceSentence(row, words), channelSentence(ofChannel, words)];
      return {
        from,
        to,
        among: asNumber(row.values.among),
        text: sentences.filter((sentence) => sentence !== '').join(' '),
      };
    });
}

/** A line for each notice, with its day, for a text about more than these days. */
export function noticeLines(result: Pick<Result<NoticeMeasure>, 'rows'>, words: Words): readonly string[] {
  return saidNotices(result, words).map(({ from, to, text }) => {
    return words.say('notice.line', { period: shortPeriod({ from, to }, words), text });
  });
}

/** `Mon 14 Oct`, or the days of a week. */
function shortPeriod({ from, to }: Pick<SaidNotice, 'from' | 'to'>, words: Words): string {
  return to - from === 24 ? words.weekdayAndDay(from * hourMs) : words.days({ from, to });
}

function usualSentence({ key, values }: NoticeRow, words: Words): string {
  const length = key.to - key.from;
  const isOfPeopleOfWeek = key.of === 'people' && length > 24;
  // Those of its days are not different people.
  const unit = isOfPeopleOfWeek ? 7 : 1;
  const [value, usual] = [asNumber(values.value) / unit, asNumber(values.usual) / unit];
  const shown = amount(key.of as NoticeSeries, value, words);
  const what = isOfPeopleOfWeek
    ? words.say('notice.peopleOfWeek', { value: shown })
    : words.say('notice.of', { of: key.of, value: shown, count: shown === words.number(1) ? 1 : 2 });
  const said = { what, usual: amount(key.of as NoticeSeries, usual, words) };
  if (length === 1) return words.say('notice.usualInHour', said);
  if (isOfPeopleOfWeek) return words.say('notice.usualOnAverage', said);
  if (length > 24) return words.say('notice.usualInWeek', said);
  return words.say('notice.usualOnDay', { ...said, weekday: words.weekday(weekdayOfHour(key.from)) });
}

/** Of hours, it is only known that there was none in half a year. */
function sinceSentence({ key, values: { daysSince } }: NoticeRow, words: Words): string {
  if (key.to - key.from === 1) return '';
  if (typeof daysSince !== 'number') return words.say('notice.sinceCounting');
  const from = key.from - daysSince * 24;
  return words.say('notice.since', { day: words.days({ from, to: from + key.to - key.from }) });
}

function channelSentence(row: NoticeRow | undefined, words: Words): string {
  if (row === undefined || row.key.channel === null) return '';
  const { key, values } = row;
  return words.say('notice.channel', {
    channel: namedChannels([row.key.channel], false, words),
    value: amount(key.of as NoticeSeries, asNumber(values.value), words),
    usual: amount(key.of as NoticeSeries, asNumber(values.usual), words),
  });
}

function amount(of: NoticeSeries, value: number, words: Words): string {
  if (of === 'voiceSeconds') return voiceText(value, words);
  return Number.isInteger(value) ? countText(value, words) : meanText(value, words);
}

function asNumber(value: Row['values'][NoticeMeasure]): number {
  return typeof value === 'number' ? value : 0;
}
