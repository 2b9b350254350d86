import { setTimeout as delay } from 'node:timers/promises';
import { startOfMonthMs } from '../../../src/core/time.ts';
import { benchMonth } from '../fixtures/generated-month.ts';
import { MessageStream } from '../fixtures/message-stream.ts';
import { benchGuildId } from '../fixtures/month-at-rest.ts';
import { BenchClock } from '../measuring/bench-clock.ts';
import { FastDiscord, firstMessageSequence } from './fast-discord.ts';
import { answerQuestions } from './other-process.ts';

/**
 * What the process that plays Discord is asked. `start` comes first; each client that connects then gets the same
 * messages from the first one on.
 */
export type SenderQuestion =
  /** Has the first `prepare` messages ready, which are then sent as fast as the client reads. */
  | {
      readonly kind: 'start';
      readonly seed: number;
      readonly authors: number;
      readonly channels: number;
      readonly prepare: number;
    }
  /** Begins again with the first message, for the next client. */
  | { readonly kind: 'rewind' }
  /** Sends messages, at a pace or as fast as they are read; answered when all are read. */
  | { readonly kind: 'send'; readonly count: number; readonly perSecond: number | null }
  | { readonly kind: 'progress' };

/** Where to connect to, what time it is there, and up to which sequence number messages were sent. */
export interface SenderAnswer {
  readonly apiUrl: string;
  readonly nowMs: number;
  readonly sentSequence: number;
}

/** Five minutes before the end of an hour in the middle of the month. */
const startMs = startOfMonthMs(benchMonth) + ((17 * 24 + 18) * 60 + 55) * 60_000;

const preparedPerBuffer = 500;
const pacedEveryMs = 10;

const clock = new BenchClock(startMs);
let discord: FastDiscord | null = null;
let apiUrl = '';
let prepared: readonly Buffer[] = [];
let newStream: () => MessageStream = () => {
  throw new Error('nothing is started');
};
let stream: MessageStream | null = null;
let sentSequence = firstMessageSequence - 1;

answerQuestions<SenderQuestion, SenderAnswer>(async (question) => {
  if (question.kind === 'start') await start(question);
  else if (question.kind === 'rewind') rewind();
  else if (question.kind === 'send' && question.perSecond === null) await sendPrepared(question.count);
  else if (question.kind === 'send') await sendPaced(question.count, question.perSecond ?? 0);
  return { apiUrl, nowMs: clock.now(), sentSequence };
});

async function start({ seed, authors, channels, prepare }: SenderQuestion & { kind: 'start' }): Promise<void> {
  discord = new FastDiscord(clock, channels);
  apiUrl = await discord.start();
  const { channelIds } = discord;
  newStream = () => {
    return new MessageStream({
      seed,
      guildId: benchGuildId,
      channelIds,
      authors,
      startMs,
      sequence: firstMessageSequence,
    });
  };
  const all = newStream();
  prepared = Array.from({ length: prepare / preparedPerBuffer }, () => all.next(preparedPerBuffer));
}

function rewind(): void {
  stream = newStream();
  sentSequence = firstMessageSequence - 1;
}

async function sendPrepared(count: number): Promise<void> {
  const first = (sentSequence + 1 - firstMessageSequence) / preparedPerBuffer;
  for (const buffer of prepared.slice(first, first + count / preparedPerBuffer)) await discord?.send(buffer);
  sentSequence += count;
  await discord?.wasRead(sentSequence);
}

/** What is late is made up for, so that the pace holds over the whole. */
async function sendPaced(count: number, perSecond: number): Promise<void> {
  const beganMs = clock.now();
  let sent = 0;
  while (sent < count) {
    await delay(pacedEveryMs);
    const due = Math.min(count, Math.floor(((clock.now() - beganMs) / 1000) * perSecond));
    if (due === sent || stream === null) continue;
    await discord?.send(stream.next(due - sent));
    sent = due;
    sentSequence = stream.lastSequence;
  }
  await discord?.wasRead(sentSequence);
}
