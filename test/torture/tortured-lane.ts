import { assembleCounting, type Counting } from '../../src/app/counting.ts';
import type { Clock } from '../../src/core/clock.ts';
import { Shard } from '../../src/gateway/connection/shard.ts';
import { GuildCache } from '../../src/gateway/guild-cache.ts';
import { ownGuilds } from '../../src/gateway/own-guilds.ts';
import { fetchChannelList } from '../../src/gateway/rest/channel-list.ts';
import { ChannelLookup } from '../../src/gateway/rest/channel-lookup.ts';
import { DiscordHistory } from '../../src/gateway/rest/discord-history.ts';
import type { OpenedLane } from '../../src/months/open-lane.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import type { Vault } from '../../src/vault/vault.ts';
import type { CrashPoints } from './crash-points.ts';
import { faultyVault } from './faulty-disk.ts';
import type { MemoryDiscord } from './memory-discord.ts';
import { type LineWatch, MemoryLine } from './memory-line.ts';
import type { MemoryRest } from './memory-rest.ts';

/** Where the bot keeps what it knows of a lane. */
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

/** What one process does for one lane: put together as in assemble-lane.ts, as far as it counts. */
export class TorturedLane {
  readonly counting: Counting;
  readonly line: MemoryLine;
  readonly #shard: Shard;
  #hasBegun = false;

  constructor(deps: TorturedLaneDeps) {
    const { store, opened, clock, discord, rest, crashPoints, watch, onFailure } = deps;
    const { rotation, checkpoint } = opened;
    const { signal } = new AbortController();
    const guildCache = new GuildCache({ api: rest.api, botId: discord.world.bot.id });
    const counting: Counting = assembleCounting({
      ...deps,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      vault: faultyVault(opened.vault, crashPoints),
      isOwn: ownGuilds(store.lane, discord.shards),
      rotation: {
        prepare: () => crashPoints.pass('prepare a rotation', () => rotation.prepare()),
        rotateTo: (month) => crashPoints.pass('rotate', () => rotation.rotateTo(month)),
      },
      checkpoint,
      countAfk: false,
      countLanguages: false,
      countDevices: false,
      trialDays: 0,
      discord: {
        history: new DiscordHistory({
          api: rest.api,
          guilds: { settings: (id) => counting.guilds.settings(id) },
          guildCache,
          signal,
        }),
        learnChannel: (guildId, channelId) => channelLookup.learn(guildId, channelId),
        channels: (guildId) => fetchChannelList(rest.api, guildId),
        now: () => rest.now(),
      },
      guildCache,
      commands: { message: () => {}, interaction: () => {} },
      greet: () => {},
      onHourEnded: () => {},
      onMonthOpened: () => {},
      renewSession: () => shard.renew(),
      onLaneLost: () => onFailure(new Error('a lane was lost, though nobody else is there')),
    });
    const channelLookup = new ChannelLookup({
      api: rest.api,
      clock,
      guilds: counting.guilds,
      signal,
      onTrouble: () => {},
    });
    const shard = new Shard({
      shardId: store.lane,
      shardCount: discord.shards,
      clock,
      progress: counting.progress,
      intents: [],
      handle: (payload, receivedMs) => counting.dispatcher.dispatch(payload, receivedMs),
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

  /** A planned stop; what was counted is still to be written. */
  async stop(): Promise<void> {
    await this.counting.timetable.stop();
    await this.#shard.disconnect();
    this.line.close();
    await this.counting.catchUp.stop();
  }
}
