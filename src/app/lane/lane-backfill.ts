import type { Flusher } from '../../collect/flusher.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { SettingChanges } from '../../collect/setting-changes.ts';
import { SingleFlight } from '../../core/async/single-flight.ts';
import type { BackfillProgress } from '../../core/backfill/backfill-progress.ts';
import { LaneLost } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { monthName } from '../../core/time.ts';
import { Backfill, type PastMonth, type Written } from '../../import/backfill/backfill.ts';
import type { AskPatiently, PastDiscord } from '../../import/backfill/past-discord.ts';
import type { Log } from '../../log.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import type { Vault } from '../../vault/vault.ts';

export interface LaneBackfillDeps {
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly guilds: GuildRegistry;
  readonly store: Pick<LaneStore, 'months' | 'prunedMonths' | 'importMonth'>;
  readonly vault: Pick<Vault, 'month' | 'past'>;
  readonly flusher: Pick<Flusher, 'flush' | 'alone'>;
  readonly settingChanges: Pick<SettingChanges, 'change'>;
  /** Channel histories, with an end: the roles of authors are asked for once until then. */
  readonly discord: PastDiscord & { pause(): void };
  readonly patiently: AskPatiently;
  /** Stops the work once aborted. */
  readonly signal: AbortSignal;
}

/**
 * Reads past months of the lane's guilds while the bot counts, one guild after the other. The wish is a setting of the
 * guild until it is fulfilled, so a restart goes on with it.
 */
export class LaneBackfill {
  readonly #deps: LaneBackfillDeps;
  readonly #progress = new Map<Snowflake, BackfillProgress>();
  readonly #working = new SingleFlight(() => this.#work());

  constructor(deps: LaneBackfillDeps) {
    this.#deps = deps;
  }

  /** How far the past of a guild was read since the process began; null if it was not. */
  progressOf(guildId: Snowflake): BackfillProgress | null {
    return this.#progress.get(guildId) ?? null;
  }

  /** Works until no guild has a wish, or joins the work. What fails is left for a later call. It never rejects. */
  run(): Promise<void> {
    return this.#working.run();
  }

  async #work(): Promise<void> {
    const { guilds, signal } = this.#deps;
    const tried = new Set<Snowflake>();
    for (;;) {
      const next = [...guilds.present()].find(({ id }) => this.#isWanted(id) && !tried.has(id));
      if (next === undefined || signal.aborted) break;
      tried.add(next.id);
      await this.#readPast(next.id);
    }
    this.#deps.discord.pause();
  }

  async #readPast(guildId: Snowflake): Promise<void> {
    const { log, guilds, vault, settingChanges, signal } = this.#deps;
    const from = guilds.settings(guildId).backfillFromMonth;
    if (from === null) return;
    let logged = 0;
    const backfill = new Backfill({
      ...this.#deps,
      guildId,
      people: vault.past,
      write: (month, isValid) => this.#write(guildId, month, isValid),
      isWanted: () => !signal.aborted && this.#isWanted(guildId),
      onProgress: (progress) => {
        this.#progress.set(guildId, progress);
        for (const { month, ...rest } of progress.done.slice(logged)) {
          log.info({ month: monthName(month), ...rest }, 'a past month was read from the channels’ histories');
        }
        logged = progress.done.length;
      },
    });
    try {
      const { done } = await backfill.run({ from, to: vault.month - 1 });
      if (signal.aborted || !this.#isWanted(guildId)) return;
      const months = done.filter(({ outcome }) => outcome === 'read').length;
      log.info({ months }, 'the past of a server was read');
      await settingChanges.change(
        guildId,
        (settings) => (settings.backfillFromMonth === from ? { ...settings, backfillFromMonth: null } : settings),
        null,
      );
    } catch (err) {
      if (signal.aborted || err instanceof LaneLost) return;
      this.#wait(guildId);
      log.warn({ err }, 'the past of a server cannot be read at the moment; Census tries again within an hour');
    }
  }

  #wait(guildId: Snowflake): void {
    const progress = this.#progress.get(guildId);
    if (progress !== undefined) this.#progress.set(guildId, { ...progress, state: 'waiting', current: null });
  }

  /**
   * Writes a month between two flushes, after one that makes its channels durable: no batch may overwrite the guild's row, or
   * bring it back after it was deleted.
   */
  async #write(guildId: Snowflake, month: PastMonth, isValid: () => boolean): Promise<Written> {
    const { guilds, store, flusher } = this.#deps;
    await flusher.flush();
    return flusher.alone(async () => {
      const guild = guilds.get(guildId);
      if (guild === undefined || !isValid()) return 'not valid';
      return (await store.importMonth({ ...month, guild, channels: [] })) ? 'written' : 'known';
    });
  }

  #isWanted(guildId: Snowflake): boolean {
    const guild = this.#deps.guilds.get(guildId);
    return guild !== undefined && guild.leftMs === null && guild.settings.backfillFromMonth !== null;
  }
}
