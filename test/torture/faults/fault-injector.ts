import type { RotationStep } from '../../../src/months/rotation.ts';
import type { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import type { Guild } from '../../../src/simulator/server/entities.ts';
import type { Scenario } from '../scenario.ts';
import type { Moment } from './crash-points.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Injects faults into a scenario, by a seed. */
export class FaultInjector {
  readonly #scenario: Scenario;
  readonly #random: SeededRandom;
  #isOver = false;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = scenario.random;
  }

  begin(): void {
    this.#scenario.later(this.#random.exponential(20 * hourMs), async () => {
      if (this.#isOver) return;
      await this.#strike();
      this.begin();
    });
  }

  /** From now on there are no faults. */
  end(): void {
    this.#isOver = true;
    this.#scenario.disk.refusal = null;
    this.#scenario.discord.isReachable = true;
    this.#scenario.discord.unreachable.clear();
    this.#scenario.discord.rest.delayMs = 0;
    for (const { guild } of this.#scenario.communities) {
      if (!guild.hasBot) this.#invite(guild.id);
      if (guild.isUnavailable) this.#scenario.discord.guilds.endOutage(guild.id);
    }
    for (const line of this.#scenario.bot?.lines ?? []) line.connect();
  }

  /** How long the bot is not started again. */
  awayMs(): number {
    if (this.#isOver || this.#random.happens(0.7)) return this.#random.between(1_000, 3 * minuteMs);
    if (this.#random.happens(0.8)) return this.#random.between(3 * minuteMs, 8 * hourMs);
    return this.#random.happens(0.85)
      ? this.#random.between(8 * hourMs, 4 * dayMs)
      : this.#random.between(4 * dayMs, 50 * dayMs);
  }

  /** Something may go wrong just when a month is closed. */
  beforeMonthEnd(): void {
    if (this.#isOver) return;
    if (this.#random.happens(0.2)) return; // Sometimes nothing does.
    void this.#note(...this.#any(Object.entries(this.#monthEndFaults)));
  }

  readonly #monthEndFaults: Record<string, () => void | Promise<void>> = {
    'kill at a step of a rotation': () => this.#armStep(),
    'kill in a rotation': () => this.#arm('rotation'),
    'away at a month end': () => this.#scenario.stop(this.#random.between(hourMs, 9 * hourMs)),
    'disk refuses at a month end': () => this.#refuse(this.#random.between(hourMs, 3 * hourMs)),
    'connection lost at a month end': () => this.#cut(this.#random.between(hourMs, 2 * hourMs)),
    'connection of a lane lost at a month end': () => this.#cutLane(this.#random.between(hourMs, 2 * hourMs)),
  };

  async #strike(): Promise<void> {
    const faults = Object.entries(this.#faults);
    const [kind, strike] = this.#any(faults);
    await this.#note(kind, strike);
  }

  readonly #faults: Record<string, () => void | Promise<void>> = {
    kill: () => this.#scenario.bot?.crashPoints.kill(),
    'kill in a commit': () => this.#arm('commit'),
    'kill in a commit of people': () => this.#arm('people commit'),
    'kill in a compaction': () => this.#arm('compact'),
    'planned stop': () => this.#scenario.stop(this.awayMs()),
    'disk refuses': () => this.#refuse(this.#random.between(1_000, 5 * hourMs)),
    'connection lost': () => this.#cut(this.#random.between(500, 20 * minuteMs)),
    'connection lost for long': () => this.#cut(this.#random.between(20 * minuteMs, 10 * hourMs)),
    'connection of a lane lost': () => this.#cutLane(this.#random.between(500, 20 * minuteMs)),
    'connection of a lane lost for long': () => this.#cutLane(this.#random.between(20 * minuteMs, 10 * hourMs)),
    'replay interrupted': () => this.#cut(this.#random.between(500, 20 * minuteMs), true),
    'sessions forgotten': () => {
      for (let lane = 0; lane < this.#scenario.discord.shards; lane += 1) this.#scenario.discord.forgetSession(lane);
      this.#cut(this.#random.between(500, minuteMs));
    },
    'session of a lane forgotten': () => {
      const lane = this.#anyLane();
      this.#scenario.discord.forgetSession(lane);
      this.#cutLane(this.#random.between(500, minuteMs), lane);
    },
    'history is down': () => this.#takeHistoryAway(this.#random.between(1_000, 3 * hourMs)),
    'requests are slow': () => this.#slowRequestsDown(this.#random.between(500, 14_000)),
    'requests hang': () => this.#slowRequestsDown(this.#random.between(minuteMs, 20 * minuteMs)),
    'clock put forward': () => this.#putClock(this.#clockStepMs()),
    'clock put back': () => this.#putClock(-this.#clockStepMs()),
    'guild outage': () => this.#outage(),
    kicked: () => this.#kick(),
  };

  #arm(place: string): void {
    const moment = this.#any<Moment>(['before', 'during', 'after']);
    this.#scenario.bot?.crashPoints.arm(place, moment, Math.floor(this.#random.between(0, 6)));
  }

  #refuse(forMs: number): void {
    const { disk } = this.#scenario;
    disk.refusal = this.#random.happens(0.5) ? 'before' : 'after';
    this.#scenario.later(forMs, () => {
      disk.refusal = null;
    });
  }

  #takeHistoryAway(forMs: number): void {
    const { rest } = this.#scenario.discord;
    rest.isDown = true;
    this.#scenario.later(forMs, () => {
      rest.isDown = false;
    });
  }

  #slowRequestsDown(byMs: number): void {
    const { rest } = this.#scenario.discord;
    rest.delayMs = Math.floor(byMs);
    this.#scenario.later(this.#random.between(minuteMs, 3 * hourMs), () => {
      rest.delayMs = 0;
    });
  }

  /** Most steps of a clock are small. */
  #clockStepMs(): number {
    return this.#random.happens(0.7) ? this.#random.between(1_000, 70_000) : this.#random.between(minuteMs, 60 * dayMs);
  }

  /** The clock is right again at the bot's next start, as after a machine's start. */
  #putClock(byMs: number): void {
    this.#scenario.bot?.clock.put(Math.floor(byMs));
  }

  #armStep(): void {
    this.#scenario.bot?.crashPoints.arm(`step ${this.#any(rotationSteps)} of ${this.#anyLane()}`, 'after');
  }

  #anyLane(): number {
    return Math.floor(this.#random.next() * this.#scenario.discord.shards);
  }

  #cut(forMs: number, isInterrupted = false): void {
    const { discord } = this.#scenario;
    const lines = () => this.#scenario.bot?.lines ?? [];
    discord.isReachable = false;
    for (const line of lines()) line.cut();
    this.#scenario.later(forMs, () => {
      discord.isReachable = true;
      for (const line of lines()) line.connect(isInterrupted ? Math.floor(this.#random.between(0, 5)) : null);
      if (isInterrupted) {
        this.#scenario.later(this.#random.between(500, minuteMs), () => {
          for (const line of lines()) line.connect();
        });
      }
    });
  }

  /** The connection of one lane breaks, while the others continue. */
  #cutLane(forMs: number, lane = this.#anyLane()): void {
    const { unreachable } = this.#scenario.discord;
    unreachable.add(lane);
    this.#scenario.bot?.lines[lane]?.cut();
    this.#scenario.later(forMs, () => {
      unreachable.delete(lane);
      this.#scenario.bot?.lines[lane]?.connect();
    });
  }

  #outage(): void {
    const { guild } = this.#any(this.#scenario.communities);
    if (guild.isUnavailable || !guild.hasBot) return;
    this.#scenario.note(`outage of ${guild.id}`);
    this.#scenario.discord.guilds.startOutage(guild.id);
    this.#scenario.later(this.#random.between(minuteMs, 6 * hourMs), () => {
      this.#scenario.note(`end of the outage of ${guild.id}`);
      if (guild.isUnavailable) this.#scenario.discord.guilds.endOutage(guild.id);
    });
  }

  #kick(): void {
    const { guild, truth } = this.#any(this.#scenario.communities);
    if (guild.isUnavailable || !guild.hasBot || !this.#isSeen()) return;
    this.#scenario.note(`kicked out of ${guild.id}`);
    this.#scenario.discord.guilds.kickBot(guild.id);
    truth.absences.push({ fromMs: this.#scenario.clock.now(), toMs: Number.POSITIVE_INFINITY });
    this.#inviteIn(this.#random.between(minuteMs, 6 * dayMs), guild);
  }

  /** Only while the bot is connected: of two removals with an unseen invitation in between, it sees only one. */
  #inviteIn(delayMs: number, guild: Guild): void {
    this.#scenario.later(delayMs, () => {
      if (guild.hasBot) return;
      if (this.#isSeen()) this.#invite(guild.id);
      else this.#inviteIn(hourMs, guild);
    });
  }

  #isSeen(): boolean {
    const lines = this.#scenario.bot?.lines ?? [];
    return lines.length > 0 && lines.every(({ isConnected }) => isConnected);
  }

  #invite(guildId: string): void {
    this.#scenario.note(`invited to ${guildId}`);
    this.#scenario.discord.guilds.inviteBot(guildId);
    for (const { truth } of this.#scenario.communities) {
      const absence = truth.guildId === guildId ? truth.absences.at(-1) : undefined;
      if (absence !== undefined) absence.toMs = this.#scenario.clock.now();
    }
  }

  #note(kind: string, strike: () => void | Promise<void>): void | Promise<void> {
    const { faults } = this.#scenario.stats;
    faults[kind] = (faults[kind] ?? 0) + 1;
    this.#scenario.note(kind);
    return strike();
  }

  #any<Thing>(things: readonly Thing[]): Thing {
    const thing = things[Math.floor(this.#random.next() * things.length)];
    if (thing === undefined) throw new Error('expected something to choose from');
    return thing;
  }
}

const rotationSteps: readonly RotationStep[] = [
  'begun',
  'salt wiped',
  'map overwritten',
  'map removed',
  'channels hidden',
  'forgotten',
  'salt drawn',
  'month opened',
  'sealed',
  'opened',
];
