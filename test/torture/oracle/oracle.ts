import { type Month, monthName, monthOf, startOfMonthMs } from '../../../src/core/time.ts';
import type { Batch } from '../../../src/store/batch.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { formsOfId } from '../../vault/residue.ts';
import type { Community } from '../community.ts';
import type { LineWatch } from '../discord/memory-line.ts';
import { type Scenario, ScenarioFailure } from '../scenario.ts';
import type { Witness } from '../tortured-bot.ts';
import { countedMonth } from './counted-month.ts';
import { type GroundTruth, isWithin, overlapMs, type Span, type TrueMessage } from './ground-truth.ts';
import { judgeNames } from './hidden-channels.ts';
import { type MonthKeys, takeMonthKeys } from './month-keys.ts';
import { judgeMonth } from './naive-month.ts';
import { residueBytes } from './residue.ts';

/** Records what the bot can know of the guilds of a lane and when, and checks every month against it. */
export class Oracle implements Witness, LineWatch {
  readonly #scenario: Scenario;
  readonly #lane: number;
  readonly #communities: readonly Community[];
  readonly #keys = new Map<Month, MonthKeys>();
  readonly #resumed: Span[] = [];
  readonly #lostSessions: Span[] = [];
  readonly #judged = new Set<Month>();
  /** For sealed months: the guild, the person and the token. */
  readonly #tokens = new Set<string>();
  #openMonth: Month | null = null;
  #blindSinceMs: number | null = null;
  #committedUntilMs: number;
  readonly #closedMs = new Map<Month, number>();
  #faults: string[] = [];
  #isRotating = false;

  constructor(scenario: Scenario, lane: number) {
    this.#scenario = scenario;
    this.#lane = lane;
    this.#communities = scenario.communities.filter((_, index) => index % scenario.discord.shards === lane);
    this.#committedUntilMs = scenario.clock.now();
  }

  // The events of the data.

  async closing(): Promise<void> {
    this.#isRotating = true;
    const keys = await this.#takeKeys();
    if (keys !== null) this.#keys.set(keys.month, keys);
  }

  closed(next: Month): void {
    if (this.#openMonth !== null && next > this.#openMonth) this.#scenario.stats.rotations += 1;
    this.#scenario.note(`${monthName(next)} is open in lane ${this.#lane}`);
    if (this.#openMonth !== null) this.#closedMs.set(this.#openMonth, this.#nowMs());
    this.#openMonth = next;
    this.#isRotating = false;
  }

  committed({ observedUntilMs }: Batch): void {
    this.#committedUntilMs = observedUntilMs;
  }

  // The events of the connection.

  lost(): void {
    this.#scenario.note(`the connection of lane ${this.#lane} is lost`);
    this.#blindSinceMs ??= this.#nowMs();
  }

  greeted(by: 'READY' | 'RESUMED'): void {
    this.#scenario.note(`${by} of lane ${this.#lane}`);
    if (this.#blindSinceMs !== null) {
      const spans = by === 'RESUMED' ? this.#resumed : this.#lostSessions;
      spans.push({ fromMs: this.#blindSinceMs, toMs: this.#nowMs() + 1 });
    }
    this.#blindSinceMs = null;
  }

  /** The process has ended, and what it had not written is lost. */
  gone(): void {
    if (this.#isRotating) this.#scenario.stats.rotationsInterrupted += 1;
    this.#isRotating = false;
    this.#blindSinceMs = Math.min(this.#blindSinceMs ?? Number.POSITIVE_INFINITY, this.#committedUntilMs);
  }

  // The checks.

  /** Checks an ended month. Returns false if it is too early. */
  async judge(month: Month): Promise<boolean> {
    const { bot, directory, disk, stats } = this.#scenario;
    const memory = bot?.memory(this.#lane) ?? null;
    if (this.#judged.has(month)) return true;
    if (bot === null || !this.#isConnected() || memory === null || disk.refusal !== null || bot.crashPoints.isDead)
      return false;
    if (this.#openMonth === null || this.#openMonth <= month) return false;
    if (!(await bot.flush())) return false;
    this.#judged.add(month);
    const keys = this.#keys.get(month);
    await this.#compare(month, keys, memory.store);
    if (keys !== undefined) await this.#compareTokens(keys, memory.store);
    const secrets = new Map(keys?.secrets).set('thread ids', await this.#silentThreads(keys, memory.store));
    for (const [kind, bytes] of residueBytes(directory, secrets)) {
      stats.residueBytes += bytes;
      if (bytes > 0) this.#faults.push(`${monthName(month)}: ${bytes} bytes of ${kind} are left`);
    }
    this.finish();
    return true;
  }

  /** Checks all months up to now, the open one included. Returns false if it is too early. */
  async judgeAll(): Promise<boolean> {
    const { bot, clock } = this.#scenario;
    const present = monthOf(clock.now());
    const memory = bot?.memory(this.#lane) ?? null;
    if (bot === null || memory === null || this.#openMonth !== present || !this.#isConnected()) return false;
    if (!(await bot.flush())) return false;
    for (const month of this.#keys.keys()) if (!(await this.judge(month))) return false;
    await this.#compare(present, (await this.#takeKeys()) ?? undefined, memory.store);
    return true;
  }

  /** Null while the vault is not open: then closing the month began earlier, and they were recorded. */
  async #takeKeys(): Promise<MonthKeys | null> {
    const { bot, directory } = this.#scenario;
    const memory = bot?.memory(this.#lane) ?? null;
    return memory && takeMonthKeys(directory, memory, truthsOf(this.#communities));
  }

  #isConnected(): boolean {
    return this.#scenario.bot?.lines[this.#lane]?.isConnected === true;
  }

  /**
   * What cannot be recovered: messages in a gap during which the bot was removed for a while, in an outage that lasted
   * until after the month was closed, in the last minute of a month, or in a month whose history could not be read
   * within an hour; and a single message of a channel that no event describes.
   */
  #isLate(truth: GroundTruth, month: Month, atMs: number, shown: readonly Span[]): boolean {
    const endMs = startOfMonthMs(month + 1);
    const closedMs = this.#closedMs.get(month) ?? Number.POSITIVE_INFINITY;
    const isStillAbsent = truth.absences.some(
      ({ fromMs, toMs }) => toMs === Number.POSITIVE_INFINITY && fromMs <= atMs,
    );
    if (isStillAbsent || atMs > endMs - 60_000) return true;
    if (closedMs !== Number.POSITIVE_INFINITY && closedMs > endMs + 3_600_000) return true;
    return shown
      .filter((span) => isWithin(atMs, [span]))
      .some((gap) => {
        const wasKicked = truth.absences.some((absence) => overlapMs(absence, gap) > 0);
        const isSingle = gap.toMs - gap.fromMs <= 2_000;
        return wasKicked || isSingle || gap.toMs > closedMs;
      });
  }

  finish(): void {
    if (this.#faults.length > 0) throw new ScenarioFailure(this.#faults.join('\n'));
  }

  /** The ids of a month's threads without messages, counted or missed, since its end. Nothing needs them. */
  async #silentThreads(keys: MonthKeys | undefined, store: LaneStore): Promise<readonly Buffer[]> {
    if (keys === undefined) return [];
    const endMs = startOfMonthMs(keys.month + 1);
    const truths = this.#communities.map(({ truth }) => truth);
    const later = truths.flatMap(({ messages }) => messages.filter(({ atMs }) => atMs >= endMs));
    const { messagePositions } = await store.checkpoint();
    const needed = new Set([...later, ...messagePositions].map(({ channelId }) => channelId));
    return keys.threads.filter((id) => !needed.has(id)).flatMap(formsOfId);
  }

  async #compare(month: Month, keys: MonthKeys | undefined, store: LaneStore): Promise<void> {
    const { stats } = this.#scenario;
    const span = { fromMs: startOfMonthMs(month), toMs: Math.min(startOfMonthMs(month + 1), this.#nowMs()) };
    for (const { truth } of this.#communities) {
      if (truth.absences.some(({ fromMs, toMs }) => Math.min(toMs, this.#nowMs()) - fromMs > keptAfterKickMs)) continue;
      const rows = await countedMonth(store, truth.guildId, month, keys?.people.get(truth.guildId) ?? new Map());
      // While the bot is removed there is nothing to show; once it is back there is.
      const absent = truth.absences.filter(({ toMs }) => toMs === Number.POSITIVE_INFINITY);
      const hours = { from: Math.floor(span.fromMs / 3_600_000), to: Math.ceil(span.toMs / 3_600_000) };
      const shown = (await store.gaps(truth.guildId, hours)).map(({ fromMs, toMs }) => {
        return { fromMs, toMs: toMs ?? this.#nowMs() };
      });
      for (const gap of shown) this.#scenario.note(`gap of ${truth.guildId}: ${show(gap)}`);
      const blindness = {
        shown: [...shown, ...absent],
        resumed: this.#resumed,
        unsent: [...this.#lostSessions, { fromMs: this.#nowMs(), toMs: Number.POSITIVE_INFINITY }],
        wrongClock: [],
      };
      // A month that was never open, because the bot was away for all of it, is one gap.
      const mayMiss = ({ isGone, atMs }: TrueMessage) =>
        isGone || keys === undefined || this.#isLate(truth, month, atMs, shown);
      const isSealed = this.#openMonth !== null && this.#openMonth > month;
      const faults = [...judgeMonth(truth, span, rows, blindness, mayMiss), ...judgeNames(truth, span, rows, isSealed)];
      this.#faults.push(...faults.map((fault) => `${monthName(month)}, guild ${truth.guildId}: ${fault}`));
      stats.serverMonths += 1;
      stats.gapsShown += shown.length;
      for (const { event, amount } of rows) {
        if (event === 'msg') stats.messagesCounted += amount;
        if (event === 'voice') stats.voiceHours += amount / 3_600_000;
        if (event === 'join' || event === 'part') stats.joinsAndPartsCounted += amount;
      }
      stats.messagesWritten += truth.messages.filter(({ atMs }) => span.fromMs <= atMs && atMs < span.toMs).length;
    }
  }

  /** No member has the same token in two months. */
  async #compareTokens({ month, people }: MonthKeys, store: LaneStore): Promise<void> {
    for (const [guildId, members] of people) {
      const tokens = await store.tokens(guildId, month);
      if (tokens.size === 0) continue; // The guild was deleted, long after Census was removed from it.
      for (const [number, userId] of members) {
        const token = `${guildId} ${userId} ${tokens.of(number)}`;
        if (this.#tokens.has(token)) this.#faults.push(`${monthName(month)}: a token of an earlier month`);
        this.#tokens.add(token);
      }
    }
  }

  /** The true time. The bot may act by the clock before the world has advanced that far. */
  #nowMs(): number {
    const { bot, clock } = this.#scenario;
    return Math.max(clock.now(), bot?.clock.trueNowMs ?? 0);
  }
}

/** After this long without Census, a guild is deleted with all its counts. */
const keptAfterKickMs = 29 * 86_400_000;

function truthsOf(communities: readonly Community[]) {
  return communities.map(({ truth }) => truth);
}

function show({ fromMs, toMs }: Span): string {
  return `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
}
