import { CommandRouter } from '../../bot/answering/command-router.ts';
import type { CommandServices } from '../../bot/commands/command.ts';
import { Erasure } from '../../collect/erasure.ts';
import type { SettingChanges } from '../../collect/setting-changes.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../core/clock.ts';
import type { StoreUnavailable } from '../../core/errors.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import type { Application } from '../../gateway/rest/application.ts';
import type { Log } from '../../log.ts';
import type { Questions } from '../../query/questions.ts';
import { Exporter } from '../../render/files/exporter.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Counting } from './counting.ts';
import type { LaneCollection } from './lane-collection.ts';

export interface CommandsDeps {
  readonly api: CommandServices['api'];
  readonly application: Application;
  readonly config: Pick<Config, 'countVisitors' | 'exportGrain'>;
  readonly collection: LaneCollection;
  readonly counting: Counting;
  readonly settingChanges: SettingChanges;
  readonly backfill: CommandServices['backfill'];
  readonly guildCache: GuildCache;
  readonly store: LaneStore;
  readonly connection: CommandServices['status']['connection'];
  /** Why the journal cannot be copied into the database; null while it can. */
  readonly journalFailure: () => StoreUnavailable | null;
  readonly vault: Vault;
  readonly questions: Questions;
  readonly pictures: CommandServices['pictures'];
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
}

/** Assembles everything that answers commands. */
export function assembleCommands(deps: CommandsDeps): CommandRouter {
  const { application, config, collection, counting, store, vault, clock } = deps;
  const { guilds, flusher, refusals } = collection;
  const { catchUp } = counting;
  return new CommandRouter({
    ...deps,
    botId: application.botUserId,
    guilds,
    collector: {
      flush: () => flusher.flush(),
      ignoredCount: (guildId) => vault.ignoredCount(guildId),
    },
    events: store,
    erasure: new Erasure({ ...collection, clock, vault, store, isBehind: (guildId) => catchUp.isBehind(guildId) }),
    exporter: new Exporter(store, clock, config.exportGrain),
    status: {
      countsVisitors: config.countVisitors,
      missingIntents: application.missingIntents,
      connection: deps.connection,
      lastFailure: () => flusher.failure ?? deps.journalFailure(),
      refusals: (guildId) => refusals.all(guildId),
      catchUp: (guildId) => catchUp.stateOf(guildId),
    },
  });
}
