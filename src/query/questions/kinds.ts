import { otherKey } from '../../core/metric.ts';
import { wholeDaysAround } from '../days/whole-days.ts';
import { hasWhole } from '../kept/kept-months.ts';
import { type KindMetric, kindMetrics, kindsOfDays, kindsOfPruned } from '../kinds/kind-totals.ts';
import { whyKindsHidden } from '../kinds/shown-months.ts';
import type { Query, Result, ResultRow } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import { isBetween, isNotKnown, notKnown, type Reason, type Value } from '../value.ts';
import type { AnswerDeps } from './question-deps.ts';
import { series } from './series.ts';

export const kindMeasures = ['count', 'share'] as const;
export type KindMeasure = (typeof kindMeasures)[number];

/**
 * What messages are and carry. The rows are groups, whose names begin with what they are of:
 * - `message.reply`, `.thread`, `.sticker`, `.voice_message`, `.forward`, `.poll`, `.link`: messages, which may be in
 *   several of these; `share` is of all messages;
 * - `attachment.image`, `.video`, `.audio`, `.other`: files; `share` is of all files;
 * - `reaction.` and an emoji as a message shows it, most first, and `reaction.other` for all that have fewer than ten uses,
 *   or in a range with fewer than five people: reactions; `share` is of all reactions. They are of the whole server, and
 *   no rows of a channel.
 *
 * The days that the range touches. Of a pruned month, messages and files are only known if the range has all of it. Of a
 * channel only whole calendar months that are over and may be shown: see `whyKindsHidden`. An erasure has reduced totals in
 * proportion.
 */
export async function kinds(query: Query<'kinds'>, deps: AnswerDeps): Promise<Result<KindMeasure>> {
  const { guildId, channel, view, onProgress } = query;
  const { store, circumstances } = deps;
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const range = wholeDaysAround(query.range);
  const asked = { guildId, range, channel: channel?.number ?? null };
  const found = await kindsOfDays(store, onProgress === undefined ? asked : { ...asked, onProgress });
  const facts = await rangeFacts(store, asOfNow.clock, guildId, range);
  found.addSums(await kindsOfPruned(store, asked, facts.prunedMonths));
  const sight = await Sight.of(deps, guildId, { range, facts });
  const { rows } = await series({ about: 'series', guildId, channel, view, range, by: 'total' }, asOfNow);
  const all = rows[0]?.values;
  const hidden =
    channel === null ? null : await whyKindsHidden({ ...query, range, channel }, facts.prunedMonths, asOfNow);
  const cut = facts.prunedMonths.some((month) => !hasWhole(range, month));
  const ofChannel = channel === null ? null : await circumstances.whyUncounted(guildId, channel);
  const nothing = new Map<KindMetric, Reason | null>();
  for (const metric of kindMetrics) nothing.set(metric, await sight.whyNoTotal(store, guildId, metric, range));

  const countOf = (metric: KindMetric, key: string): Value => {
    if (hidden !== null) return notKnown(hidden);
    if (cut && metric !== 'reaction') return notKnown('deleted');
    const count = found[metric].get(key) ?? 0;
    const needsContent = metric === 'attachment' || ofContent.includes(key);
    const why = nothing.get(metric) ?? ofChannel ?? (needsContent && !circumstances.readsContent ? 'contentOff' : null);
    return count === 0 && why !== null ? notKnown(why) : count;
  };
  const messages = facts.importedMonths.length > 0 ? notKnown('imported') : (all?.messages ?? notKnown('running'));
  const files = sumOf(attachmentKeys.map((key) => countOf('attachment', key)));
  const groups: ResultRow<KindMeasure>[] = [
    ...messageKeys.map((key) => rowOf(`message.${key}`, countOf('message_kind', key), messages)),
    ...attachmentKeys.map((key) => rowOf(`attachment.${key}`, countOf('attachment', key), files)),
  ];
  if (channel === null) groups.push(...reactionRows(found.reaction, all?.people ?? 0, nothing.get('reaction') ?? null));
  return { query, measures: kindMeasures, rows: groups, facts, before: null };
}

const messageKeys = ['reply', 'thread', 'sticker', 'voice_message', 'forward', 'poll', 'link'] as const;

const attachmentKeys = ['image', 'video', 'audio', 'other'] as const;

/** The kinds of message that need the Message Content intent. */
const ofContent: readonly string[] = ['poll', 'link'];

function rowOf(name: string, count: Value, all: Value): ResultRow<KindMeasure> {
  return { key: { kind: 'group', name }, values: { count, share: shareOf(count, all) } };
}

function shareOf(count: Value, all: Value): Value {
  if (typeof count !== 'number') return count;
  if (typeof all !== 'number') return all;
  return all === 0 ? 0 : count / all;
}

function sumOf(counts: readonly Value[]): Value {
  return counts.find(isNotKnown) ?? counts.reduce<number>((sum, count) => sum + (count as number), 0);
}

/** @param people Who was active in the range. */
function reactionRows(
  counts: ReadonlyMap<string, number>,
  people: Value,
  whyNothing: Reason | null,
): readonly ResultRow<KindMeasure>[] {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const atLeast = isBetween(people) ? people.low : typeof people === 'number' ? people : fewestPeople;
  const isShown = ([key, count]: readonly [string, number]) => {
    return key !== otherKey && count >= fewestUses && atLeast >= fewestPeople;
  };
  const shown = [...counts].filter(isShown).sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  const others = all - shown.reduce((sum, [, count]) => sum + count, 0);
  const other = all === 0 && whyNothing !== null ? notKnown(whyNothing) : others;
  return [...shown.map(([key, count]) => rowOf(`reaction.${key}`, count, all)), rowOf('reaction.other', other, all)];
}

/** An emoji with fewer uses might show one person. */
const fewestUses = 10;
const fewestPeople = 5;
