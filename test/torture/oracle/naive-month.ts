import type { CountedRow } from './counted-month.ts';
import { type GroundTruth, isWithin, overlapMs, type Span, type TrueMessage } from './ground-truth.ts';
import { comparedChannel } from './hidden-channels.ts';

/** What the bot could not observe, and shows; `resumed` is what it may observe less exactly by counting.md. */
export interface Blindness {
  /** The gaps that a report shows. */
  readonly shown: readonly Span[];
  /** From the last commit to the end of a RESUME, which brings no times of voice. */
  readonly resumed: readonly Span[];
  /**
   * When the gateway did not send what was due: until a new session, because the old one is lost, and from now on,
   * because it is still to come. A message that is sent after a later one cannot be caught up, because history is read
   * from the last counted one on.
   */
  readonly unsent: readonly Span[];
  /** When the bot's clock was wrong. Voice and leaves are counted by that clock. */
  readonly wrongClock: readonly Span[];
}

/** Why a message may be missing although a person wrote it in a counted channel. */
export type MayMiss = (message: TrueMessage) => boolean;

const hourMs = 3_600_000;

/**
 * Compares a month of one guild with the truth, by the rules of counting.md, implemented a second time in the simplest
 * way. Returns one sentence for every error.
 */
export function judgeMonth(
  truth: GroundTruth,
  month: Span,
  counted: readonly CountedRow[],
  blindness: Blindness,
  mayMiss: MayMiss,
): string[] {
  const rows = counted.map((row) => ({ ...row, channelId: comparedChannel(truth, row.channelId) }));
  const nobody = rows.filter(({ userId }) => userId === undefined).map((row) => `a counter of nobody: ${show(row)}`);
  return [
    ...nobody,
    ...judgeMessages(truth, month, rows, blindness, mayMiss),
    ...judgeVoice(truth, month, rows, blindness),
    ...judgeJoins(truth, month, rows, blindness),
    ...judgeParts(truth, month, rows, blindness),
  ];
}

function judgeMessages(
  truth: GroundTruth,
  month: Span,
  rows: readonly CountedRow[],
  { shown, unsent }: Blindness,
  mayMiss: MayMiss,
): string[] {
  const isUnsent = ({ broughtMs }: TrueMessage) => broughtMs !== null && isWithin(broughtMs, unsent);
  const written = new Map<string, TrueMessage[]>();
  for (const message of truth.messages) {
    if (!isWithin(message.atMs, [month])) continue;
    const key = keyOf(hourOf(message.atMs), comparedChannel(truth, message.countedChannelId), message.userId);
    written.set(key, [...(written.get(key) ?? []), message]);
  }
  const counted = amounts(rows, 'msg');
  const faults: string[] = [];
  for (const key of new Set([...written.keys(), ...counted.keys()])) {
    const messages = written.get(key) ?? [];
    const missing = messages.length - (counted.get(key) ?? 0);
    const excused = messages.filter(
      (message) => isUnsent(message) || (mayMiss(message) && isWithin(message.atMs, shown)),
    );
    if (missing < 0) faults.push(`${-missing} messages too many: ${key}`);
    if (missing > excused.length) {
      const times = messages.map(({ atMs, id }) => `${new Date(atMs).toISOString()} ${id}`);
      faults.push(`${missing} of ${messages.length} messages lost without a word: ${key} (${times.join(', ')})`);
    }
  }
  return faults;
}

function judgeVoice(truth: GroundTruth, month: Span, rows: readonly CountedRow[], blindness: Blindness): string[] {
  const most = new Map<string, number>();
  const least = new Map<string, number>();
  const unclear = new Set<number>();
  for (const span of blindness.wrongClock) for (const { fromMs } of hoursOf(span)) unclear.add(hourOf(fromMs));
  for (const session of truth.voice) {
    const span = { fromMs: Math.max(session.fromMs, month.fromMs), toMs: Math.min(session.toMs, month.toMs) };
    const hidden = unite([...blindness.shown, ...blindness.resumed.filter((resumed) => isChangedIn(session, resumed))]);
    for (const part of hoursOf(span)) {
      const key = keyOf(hourOf(part.fromMs), comparedChannel(truth, session.channelId), session.userId);
      const lengthMs = part.toMs - part.fromMs;
      const hiddenMs = hidden.reduce((sum, gap) => sum + overlapMs(part, gap), 0);
      most.set(key, (most.get(key) ?? 0) + lengthMs);
      least.set(key, (least.get(key) ?? 0) + lengthMs - hiddenMs);
    }
  }
  const counted = amounts(rows, 'voice');
  const faults: string[] = [];
  for (const key of new Set([...most.keys(), ...counted.keys()])) {
    const milliseconds = counted.get(key) ?? 0;
    if (unclear.has(Number(key.split(' ')[0]))) continue;
    const [from, to] = [least.get(key) ?? 0, most.get(key) ?? 0];
    if (milliseconds > to) faults.push(`${milliseconds - to} ms of voice too much: ${key} (of ${to})`);
    if (milliseconds < from) faults.push(`${from - milliseconds} ms of voice lost without a word: ${key} (of ${to})`);
  }
  return faults;
}

function judgeJoins(truth: GroundTruth, month: Span, rows: readonly CountedRow[], { shown }: Blindness): string[] {
  const joins = truth.joins.filter(({ atMs }) => isWithin(atMs, [month]));
  const counted = amounts(rows, 'join');
  const hours = new Set([
    ...joins.map(({ atMs }) => hourOf(atMs)),
    ...[...counted.keys()].map((key) => Number(key.split(' ')[0])),
  ]);
  return [...hours].flatMap((hour) => {
    const ofHour = joins.filter(({ atMs }) => hourOf(atMs) === hour);
    const amount = counted.get(keyOf(hour, '', '')) ?? 0;
    const hidden = ofHour.filter(({ atMs }) => isWithin(atMs, shown)).length;
    if (amount > ofHour.length) return [`${amount - ofHour.length} joins too many in hour ${hour}`];
    if (amount < ofHour.length - hidden) return [`${ofHour.length - amount} joins lost without a word in hour ${hour}`];
    return [];
  });
}

/** A leave has no time, so a replayed one counts when it comes, perhaps in the next month. */
function judgeParts(truth: GroundTruth, month: Span, rows: readonly CountedRow[], blindness: Blindness): string[] {
  const late = [...blindness.resumed, ...blindness.wrongClock];
  const crossing = late.filter(({ fromMs, toMs }) => fromMs < month.fromMs && month.fromMs < toMs);
  const leaving = late.filter(({ fromMs, toMs }) => fromMs < month.toMs && month.toMs < toMs);
  const parts = truth.parts.filter(({ atMs }) => isWithin(atMs, [month]));
  const before = truth.parts.filter(({ atMs }) => atMs < month.fromMs && isWithin(atMs, crossing)).length;
  const excused = parts.filter(({ atMs }) => isWithin(atMs, blindness.shown) || isWithin(atMs, leaving)).length;
  const counted = [...amounts(rows, 'part').values()].reduce((sum, amount) => sum + amount, 0);
  if (counted > parts.length + before) return [`${counted - parts.length - before} parts too many`];
  if (counted < parts.length - excused) return [`${parts.length - excused - counted} parts lost without a word`];
  return [];
}

/** Whether a member entered or left voice meanwhile, so that a replay says what happened but not when. */
function isChangedIn({ fromMs, toMs }: Span, resumed: Span): boolean {
  return isWithin(fromMs, [resumed]) || isWithin(toMs, [resumed]);
}

/** Merges overlapping spans, so that nothing is subtracted twice. */
function unite(spans: readonly Span[]): Span[] {
  const united: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...spans].sort((one, other) => one.fromMs - other.fromMs)) {
    const last = united.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else united.push({ fromMs, toMs });
  }
  return united;
}

function* hoursOf({ fromMs, toMs }: Span): Iterable<Span> {
  for (let atMs = fromMs; atMs < toMs; ) {
    const endMs = Math.min(toMs, (hourOf(atMs) + 1) * hourMs);
    yield { fromMs: atMs, toMs: endMs };
    atMs = endMs;
  }
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / hourMs);
}

function keyOf(hour: number, channelId: string, userId: string): string {
  return `${hour} ${channelId} ${userId}`;
}

function amounts(rows: readonly CountedRow[], event: CountedRow['event']): Map<string, number> {
  const ofEvent = rows.filter((row) => row.event === event);
  const sums = new Map<string, number>();
  for (const { hour, channelId, userId = 'nobody', amount } of ofEvent) {
    const key = keyOf(hour, channelId, userId);
    sums.set(key, (sums.get(key) ?? 0) + amount);
  }
  return sums;
}

function show({ hour, event, channelId, amount }: CountedRow): string {
  return `${amount} ${event} in hour ${hour}, channel ${channelId}`;
}
