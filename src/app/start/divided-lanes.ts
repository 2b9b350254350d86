import type { TrustedClock } from '../../collect/trusted-clock.ts';
import type { Config } from '../../config.ts';
import type { RandomBytes } from '../../core/random.ts';
import { wantedShards } from '../../gateway/connection/gateway-information.ts';
import { type Application, describeApplication, intentEffects } from '../../gateway/rest/application.ts';
import type { Log } from '../../log.ts';
import { openVault } from '../../vault/open-vault.ts';
import { refuseFutureMonth, refuseWrongClock } from '../clock-check.ts';
import type { ClosingStack } from '../closing-stack.ts';
import { removePid, writePid } from '../data-directory.ts';
import { divideLanes, type OpenLane, openLanes } from '../open-lanes.ts';
import type { DiscordAccess } from './discord-access.ts';
import type { Storage } from './storage.ts';

export interface DividedLanesDeps {
  readonly config: Pick<Config, 'countVisitors' | 'shards'>;
  readonly clock: TrustedClock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly storage: Storage;
  readonly discord: DiscordAccess;
  /** Discord has refused a connection with the current number of shards. */
  readonly areMoreShardsRequired: boolean;
  readonly closing: ClosingStack;
}

export interface DividedLanes {
  readonly application: Application;
  /** One for each gateway shard. */
  readonly lanes: readonly OpenLane[];
}

/**
 * Opens the vault and its lanes. Divides the guilds into as many lanes as Discord wants shards, if the number can
 * change now. A month that ended while Census was off is closed.
 *
 * @throws {UserError} or {@link OperatorError} for what the operator has to fix.
 */
export async function openDividedLanes(deps: DividedLanesDeps): Promise<DividedLanes> {
  const { config, clock, random, log, discord, areMoreShardsRequired, closing } = deps;
  const { directory, store } = deps.storage;
  const { rest, patience } = discord;
  const isNew = (await store.lanes()).every(({ openMonth }) => openMonth === null);
  if (isNew) {
    await patience.answerTo(() => refuseWrongClock(clock, discord.time));
    await clock.check(clock.now());
  }
  const vault = await openVault({ directory: directory.vault, lanes: store, random });
  closing.add(() => vault.close());
  closing.add(() => removePid(directory));
  const dividing = { lanes: store, vault, clock };
  const begun = await openLanes(dividing);
  for (const warning of new Set([vault, ...begun].flatMap(({ warnings }) => warnings))) log.warn({}, warning);
  writePid(directory, process.pid);

  const application = await patience.answerTo(() => describeApplication(rest, config.countVisitors));
  const present = isNew || areMoreShardsRequired ? null : begun.length;
  const count = await patience.answerTo(() => wantedShards(rest, config.shards, present));
  // Checked first, because a lane ahead of time would make all others close their months.
  const latestMonth = Math.max(...begun.map((lane) => lane.vault.month));
  await patience.answerTo(() => refuseFutureMonth(latestMonth, clock, discord.time));
  const lanes = await divideLanes(dividing, begun, { count, isRequired: areMoreShardsRequired });
  if (lanes.length !== count) {
    log.info({ shards: lanes.length, later: count }, 'the number of shards changes when the next month begins');
  } else if (lanes !== begun && !isNew) {
    log.info({ shards: count, before: begun.length }, 'the servers are divided over a different number of shards');
  }
  const seenMs = lanes.flatMap(({ checkpoint }) => checkpoint.observedUntilMs ?? []);
  if (seenMs.length > 0) await clock.check(Math.max(...seenMs));
  for (const intent of application.missingIntents) {
    log.warn({ intent, effect: intentEffects[intent] }, 'a privileged intent is off: see the README');
  }
  return { application, lanes };
}
