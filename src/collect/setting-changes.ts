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

/** Whom to ignore from now on, or no longer. */
export interface IgnoredChange {
  readonly person: Person;
  readonly isIgnored: boolean;
}

/** The settings before and after a change; the same object where nothing has changed. */
export interface SettingsChange {
  readonly before: GuildSettings;
  readonly after: GuildSettings;
}

/**
 * Changes what the moderators of a guild have set: first on the disk, then in memory. So a change that is reported as
 * failed was never in force, and nothing was left uncounted because of it.
 */
export class SettingChanges {
  readonly #deps: SettingChangesDeps;

  constructor(deps: SettingChangesDeps) {
    this.#deps = deps;
  }

  /**
   * Changes the settings to what `changed` makes of those in force, and then a member's being ignored. Changes are made one
   * after the other. Gives the settings before and after.
   *
   * @throws {StoreUnavailable} when the disk refuses, and what `changed` throws. Then nothing has changed.
   */
  async change(
    guildId: Snowflake,
    changed: (settings: GuildSettings) => GuildSettings,
    ignored: IgnoredChange | null,
  ): Promise<SettingsChange> {
    const { flusher } = this.#deps;
    const written = flusher.flush();
    return flusher.alone(async () => {
      await written; // A batch that was refused holds the former settings, and would be written over the new ones.
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
      guilds.change(guildId, { settings: { ...before } }); // Written with the next batch, over what may stand there.
      throw error;
    }
    if (after !== before) counting.changeSettings(guildId, after);
    return { before, after };
  }
}
