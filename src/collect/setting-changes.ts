import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/errors.ts';
import { countsMore, type GuildSettings } from '../core/guild-settings.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { Collector } from './collector.ts';
import type { Flusher } from './flusher.ts';
import type { GuildRegistry } from './guild-registry.ts';

export interface SettingChangesDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly store: Pick<LaneStore, 'putSettings'>;
  readonly guilds: Pick<GuildRegistry, 'get' | 'change'>;
  readonly counting: {
    /** Applies settings from now on, to people in voice too. */
    changeSettings(guildId: Snowflake, settings: GuildSettings): void;
    readonly collector: Pick<Collector, 'setIgnored'>;
  };
  readonly flusher: Pick<Flusher, 'flush' | 'alone'>;
}

/** A person to ignore from now on, or to stop ignoring. */
export interface IgnoredChange {
  readonly person: Person;
  readonly isIgnored: boolean;
}

/** The settings before and after a change; the same object if nothing has changed. */
export interface SettingsChange {
  readonly before: GuildSettings;
  readonly after: GuildSettings;
}

/**
 * Changes the settings of a guild, first on the disk and then in memory. So a change that is reported as failed was never
 * in force.
 */
export class SettingChanges {
  readonly #deps: SettingChangesDeps;

  constructor(deps: SettingChangesDeps) {
    this.#deps = deps;
  }

  /**
   * Applies `changed` to the current settings, and then changes whether a person is ignored. Changes run one after the
   * other. Resolves to the settings before and after.
   *
   * @throws {StoreUnavailable} when the disk refuses. Nothing has changed then.
   * @throws What `changed` throws. Nothing has changed then.
   */
  async change(
    guildId: Snowflake,
    changed: (settings: GuildSettings) => GuildSettings,
    ignored: IgnoredChange | null,
  ): Promise<SettingsChange> {
    const { flusher } = this.#deps;
    const written = flusher.flush();
    return flusher.alone(async () => {
      await written; // A refused batch holds the former settings, and would overwrite the new ones later.
      return this.#changeNow(guildId, changed, ignored);
    });
  }

  async #changeNow(
    guildId: Snowflake,
    changed: (settings: GuildSettings) => GuildSettings,
    ignored: IgnoredChange | null,
  ): Promise<SettingsChange> {
    const { clock, store, guilds, counting } = this.#deps;
    const guild = guilds.get(guildId);
    if (guild === undefined) throw new UserError('Census does not know this server yet. Try again in a minute.');
    const before = guild.settings;
    const after = changed(before);
    const nowMs = clock.now();
    const isMoreCounted = countsMore(before, after) || ignored?.isIgnored === false;
    try {
      if (after !== before || isMoreCounted) {
        await store.putSettings(guildId, after, isMoreCounted ? nowMs : guild.catchUpFromMs);
      }
      if (ignored !== null) await counting.collector.setIgnored(guildId, ignored.person, ignored.isIgnored, nowMs);
    } catch (error) {
      guilds.change(guildId, { settings: { ...before } }); // The next batch overwrites what the failed write may have left.
      throw error;
    }
    if (after !== before) counting.changeSettings(guildId, after);
    return { before, after };
  }
}
