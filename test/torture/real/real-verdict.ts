import type { Span } from '../oracle/ground-truth.ts';
import type { RealWorld, Stay } from './real-world.ts';

/** A row of an export. */
export interface ExportedRow {
  readonly period: string;
  readonly event: string;
  readonly token: string;
  readonly channel: string;
  readonly count: number;
}

/** How an export differs from the truth. */
export interface Verdict {
  readonly messagesSent: number;
  readonly messagesCounted: number;
  readonly messagesLost: number;
  readonly messagesTooMany: number;
  /** Members whose messages by hour and channel match no token of the export. */
  readonly membersUnlike: number;
  readonly voiceSecondsTooMany: number;
  /** Compared with the truth outside the shown gaps and the absences of the bot. */
  readonly voiceSecondsTooFew: number;
  /** Compared with the truth outside the shown gaps: a replay has no times of voice changes during an absence. */
  readonly voiceSecondsUndated: number;
  readonly joinsAndPartsTooMany: number;
  /** By how many members the last headcount is wrong. */
  readonly headcountError: number;
}

const hourMs = 3_600_000;

/** What was observed. */
export interface Sight {
  /** The gaps, as shown. */
  readonly gaps: readonly Span[];
  /** The absences of the bot, each from its last write or earlier. */
  readonly aways: readonly Span[];
  /** When the bot was ended for good. */
  readonly endMs: number;
}

/** Compares an export with what really happened, without knowing the members behind the tokens. */
export function judge(world: RealWorld, rows: readonly ExportedRow[], sight: Sight): Verdict {
  const exported = rows.filter(({ event }) => event === 'msg');
  const sent = world.messages.map(({ user, channel, atMs }) => ({
    period: `${new Date(Math.floor(atMs / hourMs) * hourMs).toISOString().slice(0, 19)}Z`,
    token: user,
    channel,
    count: 1,
  }));
  const differences = differencesOf(sums(sent, placeOf), sums(exported, placeOf));
  const [sentVectors, exportedVectors] = [vectors(sent), vectors(exported)];
  const sumOf = (event: string) => total(rows.filter((row) => row.event === event).map(({ count }) => count));
  const lastHeadcount = rows.findLast(({ event }) => event === 'total_users')?.count ?? 0;
  return {
    messagesSent: sent.length,
    messagesCounted: total(exported.map(({ count }) => count)),
    messagesLost: total(differences.map((difference) => Math.max(0, difference))),
    messagesTooMany: total(differences.map((difference) => Math.max(0, -difference))),
    membersUnlike: total(differencesOf(sentVectors, exportedVectors).filter((difference) => difference > 0)),
    ...judgeVoice(world.stays, rows, sight),
    joinsAndPartsTooMany: Math.max(0, sumOf('join') - world.joins) + Math.max(0, sumOf('part') - world.parts),
    headcountError: Math.abs(lastHeadcount - world.headcount),
  };
}

/** Adds up figures by name. */
export function sumOf<Figures extends { readonly [Name in keyof Figures]: number }>(all: readonly Figures[]): Figures {
  const names = Object.keys(all[0] ?? {}) as (keyof Figures)[];
  return Object.fromEntries(names.map((name) => [name, total(all.map((one) => one[name]))])) as Figures;
}

interface Cell {
  readonly period: string;
  readonly token: string;
  readonly channel: string;
  readonly count: number;
}

function placeOf({ period, channel }: Cell): string {
  return `${period} ${channel}`;
}

/** How often each pattern of messages occurs among members. A token belongs to one month, and so does a pattern. */
function vectors(cells: readonly Cell[]): Map<string, number> {
  const byMember = groups(cells, ({ token, period }) => `${token} ${period.slice(0, 7)}`);
  const patterns = [...byMember.values()].map((own) => JSON.stringify([...sums(own, placeOf)].sort()));
  return sums(
    patterns.map((pattern) => ({ pattern, count: 1 })),
    ({ pattern }) => pattern,
  );
}

/**
 * In every channel, the n-th longest counted time must not be longer than the n-th longest true one, nor shorter than
 * the n-th longest outside the gaps. Otherwise no assignment of tokens to people would be correct.
 */
function judgeVoice(stays: readonly Stay[], rows: readonly ExportedRow[], { gaps, aways, endMs }: Sight) {
  const verdict = { voiceSecondsTooMany: 0, voiceSecondsTooFew: 0, voiceSecondsUndated: 0 };
  const voice = rows.filter(({ event }) => event === 'voice');
  for (const [channel, own] of groups(stays, (stay) => stay.channel)) {
    const inChannel = voice.filter((row) => row.channel === channel);
    const counted = descending(sums(inChannel, ({ token }) => token));
    const truth = (unseen: readonly Span[]) => {
      const times = own.map(({ user, ...stay }) => ({ user, count: secondsOf(stay, unseen, endMs) }));
      return descending(sums(times, ({ user }) => user));
    };
    verdict.voiceSecondsTooMany += excess(counted, truth([]));
    verdict.voiceSecondsTooFew += excess(truth([...gaps, ...aways]), counted);
    verdict.voiceSecondsUndated += excess(truth(gaps), counted);
  }
  return verdict;
}

/** By how many seconds the first list exceeds the second, rank by rank. Both are descending. */
function excess(seconds: readonly number[], others: readonly number[]): number {
  return total(seconds.map((one, rank) => Math.max(0, Math.floor(one - (others[rank] ?? 0) - toleranceSeconds))));
}

/** Whole seconds are counted, and the bot receives events some milliseconds after they happen. */
const toleranceSeconds = 2;

function secondsOf(stay: Span, unseen: readonly Span[], endMs: number): number {
  const [fromMs, toMs] = [stay.fromMs, Math.min(stay.toMs, endMs)];
  let seenMs = 0;
  for (let startMs = fromMs; startMs < toMs; ) {
    const gap = unseen.find((one) => one.fromMs <= startMs && startMs < one.toMs);
    const next = gap?.toMs ?? Math.min(toMs, ...unseen.map((one) => one.fromMs).filter((atMs) => atMs > startMs));
    if (gap === undefined) seenMs += next - startMs;
    startMs = next;
  }
  return seenMs / 1000;
}

function sums<Item extends { readonly count: number }>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Map<string, number> {
  const all = new Map<string, number>();
  for (const item of items) all.set(keyOf(item), (all.get(keyOf(item)) ?? 0) + item.count);
  return all;
}

function groups<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const all = new Map<string, Item[]>();
  for (const item of items) {
    const group = all.get(keyOf(item));
    if (group === undefined) all.set(keyOf(item), [item]);
    else group.push(item);
  }
  return all;
}

/** By how much the first exceeds the second, key by key. */
function differencesOf(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number[] {
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].map((key) => (left.get(key) ?? 0) - (right.get(key) ?? 0));
}

function descending(amounts: ReadonlyMap<string, number>): number[] {
  return [...amounts.values()].sort((left, right) => right - left);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
