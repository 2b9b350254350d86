import { Counting } from '../../src/app/lane/counting.ts';
import { assembleLaneCollection } from '../../src/app/lane/lane-collection.ts';
import { LaneDiscord } from '../../src/app/lane/lane-discord.ts';
import { laneDispatcher } from '../../src/app/lane/lane-dispatcher.ts';
import { GuildRegistry } from '../../src/collect/guild-registry.ts';
import { ScheduledEvents } from '../../src/collect/scheduled-events.ts';
import type { Clock } from '../../src/core/clock.ts';
import { Shard } from '../../src/gateway/connection/shard.ts';
import { GuildCache } from '../../src/gateway/guild-cache.ts';
import { ownGuilds } from '../../src/gateway/own-guilds.ts';
import type { OpenedLane } from '../../src/months/open-lane.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import type { Vault } from '../../src/vault/vault.ts';
import type { MemoryDiscord } from './discord/memory-discord.ts';
import { type LineWatch, MemoryLine } from './discord/memory-line.ts';
import type { MemoryRest } from './discord/memory-rest.ts';
import type { CrashPoints } from './faults/crash-points.ts';
import { faultyVault } from './faults/faulty-disk.ts';

/** Where the bot keeps a lane's data. */
export interface Memory {
  readonly store: LaneStore;
  readonly vault: Vault;
}

export interface TorturedLaneDeps {
  readonly store: LaneStore;
  readonly opened: OpenedLane;
  readonly clock: Clock;
  readonly discord: MemoryDiscord;
  readonly rest: MemoryRest;
  readonly crashPoints: CrashPoints;
  readonly flushEveryMs: number;
  readonly watch: LineWatch;
  readonly inBackground: (work: Promise<void>) => void;
  readonly onFailure: (error: unknown) => void;
}

/** One process's part in one lane: assembled as in lane.ts, but only for counting. */
export class TorturedLane {
  readonly counting: Counting;
  readonly line: MemoryLine;
  readonly #shard: Shard;
  #hasBegun = false;

  constructor(deps: TorturedLaneDeps) {
    const { store, opened, clock, discord, rest, crashPoints, watch, onFailure } = deps;
    const { rotation, checkpoint } = opened;
    const { signal } = new AbortController();
    const { api } = rest;
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const vault = faultyVault(opened.vault, crashPoints);
    const guilds = new GuildRegistry(checkpoint);
    const guildCache = new GuildCache({ api, botId: discord.world.bot.id });
    const asked = new LaneDiscord({
      ...deps,
      api,
      log,
      guilds,
      guildCache,
      discordTime: rest,
      readsContent: true,
      signal,
    });
    const learnChannel = asked.learnChannel.bind(asked);
    const counted = { vault, checkpoint, guilds, countAfk: false, trialDays: 0, learnChannel };
    const collection = assembleLaneCollection({ ...deps, log, ...counted });
    const counting: Counting = new Counting({
      ...deps,
      log,
      vault,
      collection,
      discord: asked,
      rotation: {
        prepare: () => crashPoints.pass('prepare a rotation', () => rotation.prepare()),
        rotateTo: (month) => crashPoints.pass('rotate', () => rotation.rotateTo(month)),
      },
      countDevices: false,
      onHourEnded: () => {},
      onMonthOpened: () => {},
      renewSession: () => shard.renew(),
      onLaneLost: () => onFailure(new Error('a lane was lost, though nobody else is there')),
    });
    const dispatcher = laneDispatcher({
      ...deps,
      log,
      collection,
      counting,
      discord: asked,
      isOwn: ownGuilds(store.lane, discord.shards),
      guildCache,
      commands: { message: () => undefined, interaction: async () => {} },
      greeter: { greet: async () => {} },
      scheduledEvents: new ScheduledEvents({ ...collection, clock, store }),
      readsContent: true,
      countLanguages: false,
      countDevices: false,
    });
    const shard = new Shard({
      shardId: store.lane,
      shardCount: discord.shards,
      clock,
      progress: counting.progress,
      intents: [],
      handle: (payload, receivedMs) => dispatcher.dispatch(payload, receivedMs),
      onBacklog: (sinceMs) => counting.coverage.noteBacklog(sinceMs),
      onSession: () => counting.beginSession(),
      onLost: (atMs) => counting.loseConnection(atMs),
      onTrouble: onFailure,
      onRefused: onFailure,
      onShardsRequired: () => onFailure(new Error('more shards are required')),
    });
    this.counting = counting;
    this.#shard = shard;
    this.line = new MemoryLine(discord, store.lane, shard, {
      lost: () => watch.lost(),
      greeted: (by) => {
        watch.greeted(by);
        if (!this.#hasBegun) counting.begin();
        this.#hasBegun = true;
      },
    });
  }

  /** A planned stop. The counts must still be written. */
  async stop(): Promise<void> {
    await this.counting.scheduler.stop();
    await this.#shard.disconnect();
    this.line.close();
    await this.counting.catchUp.stop();
  }
}
