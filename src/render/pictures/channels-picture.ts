import type { Channel } from '../../core/channel.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import type { ChannelChangeMeasure } from '../../query/questions/compared/channel-changes.ts';
import { isNotKnown } from '../../query/value.ts';
import { chartText } from '../charts/canvas/chart-text.ts';
import type { KeyItem } from '../charts/canvas/key.ts';
import { PictureSheet } from '../charts/canvas/picture-sheet.ts';
import { type ChannelBar, type ChannelsData, channelsChart } from '../charts/channels.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { emptyText } from './days-picture.ts';
import { altText, openMonthWarning, type Picture, type PictureStyle } from './picture.ts';
import { changeText } from './picture-numbers.ts';
import { rangeInFileName, rangeSoFar } from './range-words.ts';
import { pictureName } from './subject.ts';

type Row = ResultRow<ChannelChangeMeasure>;
type ChannelRow = Row & { readonly key: { readonly kind: 'channel'; readonly channel: Channel } };

/** The channels with most messages, each with what is usual for it. */
export function channelsPicture(table: Result<ChannelChangeMeasure>, { words, theme }: PictureStyle): Picture {
  const { query, facts } = table;
  const alt = channelsAlt(table, words);
  const range = rangeSoFar(query.range, facts.askedAtMs, words);
  const rows = busiestRows(table);
  const all = table.rows.filter(({ key, values }) => key.kind === 'channel' && isBusy(values)).length;
  const head = {
    theme,
    alt,
    title: channelsTitle(rows[0], range, words),
    lines: all === 0 ? [] : [{ text: words.say('picture.channelsLine', { shown: rows.length, all }) }],
    foot: openMonthWarning(facts, words),
  };
  const svg = channelsChart(channelsData(table, words), new PictureSheet(head));
  return { name: `${words.say('picture.file.channels')}-${rangeInFileName(query.range)}.png`, svg, alt };
}

/** What the chart draws. */
export function channelsData(table: Result<ChannelChangeMeasure>, words: Words): ChannelsData {
  const rows = busiestRows(table);
  const names = shownNames(
    rows.map(({ key }) => key.channel),
    words,
  );
  const tellsNew = hasUsual(rows);
  const channels = rows.map((row, index) => barOf(row, names[index] ?? '', tellsNew, words));
  const key: readonly (KeyItem | null)[] = [
    channels.length === 0 ? null : { sign: 'bar', text: words.say('picture.bars') },
    channels.some(({ usual }) => usual !== null)
      ? { sign: 'bracket', text: words.say('picture.usualOfChannel') }
      : null,
  ];
  return {
    channels,
    key: key.filter((item) => item !== null),
    empty: rows.length > 0 ? null : emptyText(messagesOnly(table), words),
  };
}

const mostRows = 8;

/** Those with messages, busiest first. */
function busiestRows({ rows }: Result<ChannelChangeMeasure>): readonly ChannelRow[] {
  const messages = ({ values }: Row) => (typeof values.messages === 'number' ? values.messages : 0);
  return rows
    .filter((row): row is ChannelRow => row.key.kind === 'channel' && isBusy(row.values))
    .sort((one, other) => messages(other) - messages(one))
    .slice(0, mostRows);
}

/** Where no channel has it, it is not said of each. */
function hasUsual(rows: readonly Row[]): boolean {
  return rows.some(({ values }) => typeof values.usualLow === 'number');
}

function isBusy({ messages }: Row['values']): boolean {
  return typeof messages === 'number' && messages > 0;
}

function messagesOnly({ rows }: Result<ChannelChangeMeasure>): Pick<Result, 'rows'> {
  return { rows: rows.map(({ key, values }) => ({ key, values: { messages: values.messages } })) };
}

/** Those that nothing is left of are numbered by their place, and those that look alike are told apart by a number. */
export function shownNames(channels: readonly Pick<Channel, 'name' | 'isDeleted'>[], words: Words): readonly string[] {
  const uses = new Map<string, number>();
  return channels.map(({ name, isDeleted }, index) => {
    const plain = chartText(name);
    const shown = plain === '' ? words.say('picture.channelAt', { place: index + 1 }) : `#${plain}`;
    const use = (uses.get(shown) ?? 0) + 1;
    uses.set(shown, use);
    const unique = use === 1 ? shown : `${shown} (${use})`;
    return isDeleted ? words.say('picture.deleted', { channel: unique }) : unique;
  });
}

function barOf({ values }: ChannelRow, name: string, tellsNew: boolean, words: Words): ChannelBar {
  const { messages, usualLow, usualHigh } = values;
  const usual =
    typeof usualLow === 'number' && typeof usualHigh === 'number' ? { low: usualLow, high: usualHigh } : null;
  const value = typeof messages === 'number' ? messages : null;
  const [note, isUnusual] = noteOf(values, tellsNew, words);
  return { name, value, valueText: value === null ? unknown : words.number(value), usual, note, isUnusual };
}

function noteOf({ unusual, marked, usualLow }: Row['values'], tellsNew: boolean, words: Words): [string, boolean] {
  if (unusual === 1) return [words.say('picture.aboveUsual'), true];
  if (unusual === -1) return [words.say('picture.belowUsual'), true];
  if (marked === 1) return [words.say('picture.morePeople'), false];
  if (marked === -1) return [words.say('picture.fewerPeople'), false];
  const isNew = tellsNew && isNotKnown(usualLow) && usualLow.notKnown === 'learning';
  return [isNew ? words.say('picture.noUsual') : '', false];
}

function channelsTitle(first: ChannelRow | undefined, range: string, words: Words): string {
  const share = first?.values.share;
  if (first === undefined || typeof share !== 'number') return words.say('picture.channelsTitleEmpty', { range });
  const percent = words.number(100 * share, share < 0.01 ? 1 : 0);
  return words.say('picture.channelsTitle', { range, percent, channel: pictureName(first.key.channel.name, words) });
}

function channelsAlt(table: Result<ChannelChangeMeasure>, words: Words): string {
  const { query, facts, rows } = table;
  const busiest = busiestRows(table);
  const tellsNew = hasUsual(busiest);
  const listed = busiest.map((row) => {
    const [note] = noteOf(row.values, tellsNew, words);
    const { name } = row.key.channel;
    const value = words.number(Number(row.values.messages));
    if (note === '') return words.say('picture.channelInAlt', { name, value });
    return words.say('picture.channelWithNote', { name, value, note: note.replace(/^[▲▼] /, '') });
  });
  const hidden = rows.find(({ key }) => key.kind === 'hidden')?.values.share;
  return altText([
    words.say('picture.channelsAlt', { range: rangeSoFar(query.range, facts.askedAtMs, words) }),
    listed.length === 0
      ? words.say('picture.altNothing')
      : words.say('picture.altSentence', { text: listed.join(', ') }),
    typeof hidden === 'number' && hidden > 0
      ? words.say('picture.hiddenShare', { percent: changeText(hidden, words).replace('+', '') })
      : null,
    openMonthWarning(facts, words),
  ]);
}
