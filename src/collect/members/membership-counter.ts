import type { Tally } from '../../columns/tally.ts';
import type { Activity } from '../../core/activity.ts';
import { none } from '../../core/counter.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hourOf, startOfMonthMs } from '../../core/time.ts';
import type { Vault } from '../../vault/vault.ts';
import type { CoverageTracker } from '../coverage-tracker.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { Totals } from '../totals.ts';
import type { NewcomerWays } from './newcomer-ways.ts';

export interface MembershipCounterDeps {
  readonly vault: Pick<Vault, 'month' | 'isIgnored' | 'enter' | 'leave'>;
  readonly guilds: GuildRegistry;
  readonly tally: Tally;
  readonly coverage: CoverageTracker;
  readonly totals: Pick<Totals, 'add'>;
  readonly ways: NewcomerWays;
}

/** Counts joins and leaves in the open month, and tracks the headcount of each guild. */
export class MembershipCounter {
  readonly #deps: MembershipCounterDeps;
  #monthStartMs: number;
  #latestHour = 0;

  constructor(deps: MembershipCounterDeps) {
    this.#deps = deps;
    this.#monthStartMs = startOfMonthMs(deps.vault.month);
  }

  /** A new month began at `startMs`: nothing before it is counted. */
  beginMonth(startMs: number): void {
    this.#monthStartMs = startMs;
  }

  /**
   * Counts a join, unless the person is known to be in the guild. Apps, and people who are ignored or opted out, change
   * the headcount but are not counted as joins.
   */
  countJoin({ guildId, person, isApp, isPending = false, atMs }: Activity & { kind: 'join' }): void {
    const { guilds, totals, ways, coverage, tally, vault } = this.#deps;
    const guild = guilds.get(guildId);
    // Discord also sends joins of people who have long been members.
    if (guild === undefined || atMs < guild.firstConnectedMs - clockToleranceMs) return;
    if (atMs < this.#monthStartMs) {
      if (atMs >= this.#monthStartMs - clockToleranceMs) coverage.missed(guildId, atMs, atMs + 1);
      return;
    }
    const isCounted = !isApp && !vault.isIgnored(guildId, person);
    const entry = vault.enter(guildId, person, atMs, isCounted);
    if (entry === 'nothing') return;
    this.#changeHeadcount(guildId, 1, atMs);
    if (!isCounted) return;
    tally.add(guildId, hourOf(atMs), 'join', none, none, 1);
    if (entry !== 'first') return;
    // Each person counts once a month: leaving and coming back adds joins, but no joiner.
    totals.add({ guildId, metric: 'joiners', atMs });
    ways.join(guildId, person, atMs, isPending);
  }

  /** Counts a leave, unless the person is known not to be in the guild. */
  countPart({ guildId, person, isApp, atMs }: Activity & { kind: 'part' }): void {
    const { guilds, ways, tally, vault } = this.#deps;
    if (guilds.get(guildId) === undefined) return;
    const isCounted = !isApp && !vault.isIgnored(guildId, person);
    if (isCounted) ways.leave(guildId, person, atMs);
    if (!vault.leave(guildId, person)) return;
    const countedMs = Math.max(atMs, this.#monthStartMs);
    this.#changeHeadcount(guildId, -1, countedMs);
    if (isCounted) tally.add(guildId, hourOf(countedMs), 'part', none, none, 1);
  }

  /** Records the unchanged headcount for an hour that begins. */
  beginHour(guildId: Snowflake, atMs: number): void {
    this.#changeHeadcount(guildId, 0, atMs);
  }

  /** The guild has `members` members from `atMs` on. */
  setHeadcount(guildId: Snowflake, members: number, atMs: number): void {
    const { guilds, tally } = this.#deps;
    const hour = hourOf(Math.max(atMs, this.#monthStartMs));
    tally.setHeadcount(guildId, hour, members); // First, because it rejects an invalid headcount.
    guilds.change(guildId, { headcount: members });
    this.#latestHour = Math.max(this.#latestHour, hour);
    // A join that a replay brings late also changes the current hour.
    if (hour < this.#latestHour) tally.setHeadcount(guildId, this.#latestHour, members);
  }

  /** The headcount stops at 0, because Discord also sends leaves of people who previewed the guild and were not counted. */
  #changeHeadcount(guildId: Snowflake, change: number, atMs: number): void {
    const guild = this.#deps.guilds.get(guildId);
    if (guild !== undefined) this.setHeadcount(guildId, Math.max(0, guild.headcount + change), atMs);
  }
}

/** The greatest difference between Discord's clock and this machine's at which a join still counts as new. */
const clockToleranceMs = 5 * 60_000;
