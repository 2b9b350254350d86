import type { Counting } from './assemble-counting.ts';
import { Erasure } from './collect/erasure.ts';
import { SettingChanges } from './collect/setting-changes.ts';
import type { Config } from './config.ts';
import type { Clock } from './core/clock.ts';
import type { RandomBytes } from './core/random.ts';
import type { Application } from './discord/application.ts';
import type { CommandServices } from './discord/commands/command.ts';
import { CommandRouter } from './discord/commands/command-router.ts';
import type { GuildCache } from './discord/guild-cache.ts';
import type { Log } from './log.ts';
import type { ActiveReporter } from './report/active-reporter.ts';
import { Exporter } from './report/exporter.ts';
import type { Reporter } from './report/reporter.ts';
import type { LaneStore } from './store/lane-store.ts';
import type { StoreUnavailable } from './store/store-unavailable.ts';
import type { Vault } from './vault/vault.ts';

export interface CommandsParts {
  readonly api: CommandServices['api'];
  readonly application: Application;
  readonly config: Pick<Config, 'countVisitors' | 'exportGrain'>;
  readonly counting: Counting;
  readonly guildCache: GuildCache;
  readonly store: LaneStore;
  readonly connection: CommandServices['status']['connection'];
  /** Why the journal of the database cannot be copied; null while it can. */
  readonly journalFailure: () => StoreUnavailable | null;
  readonly vault: Vault;
  readonly reporter: Reporter;
  readonly active: ActiveReporter;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
}

/** Puts together what answers commands. */
export function assembleCommands(parts: CommandsParts): CommandRouter {
  const { application, config, counting, store, vault, clock } = parts;
  const { guilds, flusher, catchUp, refusals } = counting;
  return new CommandRouter({
    ...parts,
    botId: application.botUserId,
    guilds,
    settingChanges: new SettingChanges({ clock, store, guilds, counting, flusher }),
    collector: {
      flush: () => flusher.flush(),
      ignoredCount: (guildId) => vault.ignoredCount(guildId),
    },
    erasure: new Erasure({ ...counting, clock, vault, store, isBehind: (guildId) => catchUp.isBehind(guildId) }),
    exporter: new Exporter(store, clock, config.exportGrain),
    status: {
      countsVisitors: config.countVisitors,
      missingIntents: application.missingIntents,
      connection: parts.connection,
      lastFailure: () => flusher.failure ?? parts.journalFailure(),
      refusals: (guildId) => refusals.all(guildId),
      catchUp: (guildId) => catchUp.stateOf(guildId),
    },
  });
}
