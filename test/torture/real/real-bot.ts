import { setTimeout as delay } from 'node:timers/promises';
import type { Span } from '../oracle/ground-truth.ts';
import { hasCaughtUp } from './real-data.ts';
import type { PlannedLife } from './real-plan.ts';
import { RealProcess } from './real-process.ts';

/** A bot that is started again whenever it has ended. */
export class RealBot {
  readonly #start: () => RealProcess;
  readonly #shards: number;
  readonly #aways: Span[] = [];
  #running: RealProcess | null = null;
  #printed = '';
  /** Everything before this instant is known to be written. */
  #writtenMs = 0;
  /** Since when the running process counts; null before. */
  #countsSinceMs: number | null = null;
  /** When the last process ended. */
  endedMs = 0;

  constructor(program: string, shards: number, environment: Readonly<Record<string, string>>) {
    this.#shards = shards;
    this.#start = () => new RealProcess(program, ['start'], environment);
  }

  /** The output of all its processes. */
  get printed(): string {
    return this.#printed;
  }

  /** The times from the last write before each kill until the next process counts. */
  get aways(): readonly Span[] {
    return this.#aways;
  }

  /** A first run, in which the bot meets its guild. Earlier events are not to be counted. */
  async beginsToCount(): Promise<void> {
    await this.#begin().printed(/"counting"/);
    await delay(500);
  }

  async live({ livesMs, signal, pauseMs }: PlannedLife): Promise<void> {
    if (this.#running === null) this.#begin();
    await delay(livesMs);
    await this.end(signal);
    await delay(pauseMs);
  }

  /** Runs on, with clean stops in between, until no messages are left to be counted from history. */
  async catchesUp(data: string): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const bot = this.#begin();
      await bot.printed(/"counting"/);
      await delay(1000);
      await this.end('SIGTERM');
      if (bot.exitCode !== 0) throw new Error(`a clean stop ended with ${bot.exitCode}:\n${bot.output}`);
      if (await hasCaughtUp(data)) return;
    }
    throw new Error('there are still messages to be had from history');
  }

  #begin(): RealProcess {
    const bot = this.#start();
    this.#running = bot;
    this.#countsSinceMs = null;
    const counts = () => {
      this.#countsSinceMs = Date.now();
      this.#aways.push({ fromMs: this.#writtenMs, toMs: this.#countsSinceMs });
    };
    bot.printed(/"counting"/).then(counts, () => {}); // Some end before.
    return bot;
  }

  /** Ends the running process, if there is one. Fails if it has ended by itself. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const bot = this.#running;
    if (bot === null) return;
    this.#running = null;
    if (bot.hasEnded) throw new Error(`the bot ended by itself:\n${bot.output}`);
    const askedMs = Date.now();
    await bot.end(signal);
    this.endedMs = Date.now();
    const tookMs = this.endedMs - askedMs;
    if (tookMs > longestStopMs) throw new Error(`a stop took ${tookMs} ms:\n${bot.output}`);
    const writings = Math.floor((this.endedMs - (this.#countsSinceMs ?? this.endedMs) - slackMs) / writesEveryMs);
    if (bot.exitCode === 0 && this.#countsSinceMs !== null) this.#writtenMs = askedMs;
    else if (writings > 0) this.#writtenMs = this.#lastWriting(writings);
    this.#printed += bot.output;
  }

  /**
   * A bot with several shards logs that it counts when the last one does. Each lane has written since it began itself.
   */
  #lastWriting(writings: number): number {
    const ofLast = (this.#countsSinceMs ?? 0) + writings * writesEveryMs - slackMs;
    return this.#shards === 1 ? ofLast : Math.min(ofLast, this.endedMs - writesEveryMs - slackMs);
  }
}

/** A planned stop takes at most five seconds, and eight processes share two processors here. */
const longestStopMs = 6_000;

/** How often a bot writes by itself. */
const writesEveryMs = 10_000;

/** How much earlier or later it may do so. */
const slackMs = 1_000;
