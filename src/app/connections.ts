import type { ConnectionState } from '../bot/commands/command.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { Gateway } from '../gateway/connection/gateway.ts';
import type { Application } from '../gateway/rest/application.ts';
import type { Log } from '../log.ts';
import { minute } from '../render/report-notes.ts';
import type { Ending } from './ending.ts';
import type { Lane } from './lane/lane.ts';
import { LanesToDivide } from './lanes-to-divide.ts';
import type { DiscordAccess } from './start/discord-access.ts';

export interface ConnectionsDeps {
  readonly config: Pick<Config, 'discordToken'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly discord: DiscordAccess;
  readonly application: Application;
  /** How many lanes, and so shards, there are. */
  readonly count: number;
  readonly ending: Ending;
}

/** The lanes' connections to Discord's gateway. */
export class Connections {
  readonly gateway: Gateway;
  readonly #deps: ConnectionsDeps;
  /** A lane counts, or Discord lets no session begin for now: the app does not wait for the other lanes. */
  readonly #someAtWork = Promise.withResolvers<void>();

  constructor(deps: ConnectionsDeps) {
    const { config, clock, log, discord, application, count, ending } = deps;
    this.#deps = deps;
    this.gateway = new Gateway({
      token: config.discordToken,
      rest: discord.rest,
      clock,
      intents: application.intents,
      shardCount: count,
      onTrouble: (err) => log.warn({ err }, 'the connection to Discord is in trouble; it goes on'),
      onBudgetSpent: (untilMs, left) => {
        log.warn(
          { left, until: minute(untilMs) },
          'Discord lets this bot begin few more sessions: it waits until then',
        );
        this.#someAtWork.resolve();
      },
      onShardsRequired: () => ending.failWith(new LanesToDivide(true)),
      onRefused: ending.failWith,
    });
  }

  /** How the shard of a lane is connected at this moment. */
  stateOf(lane: number): ConnectionState {
    return {
      shardId: lane,
      shardCount: this.#deps.count,
      isConnected: this.gateway.shard(lane)?.isConnected ?? false,
      waitsForSessionsUntilMs: this.gateway.waitsForSessionsUntilMs,
    };
  }

  /**
   * Connects the lanes, each once it has closed a month that ended while Census was away. Resolves when all count, or when
   * the first does and others wait; what keeps those from it later ends the app.
   *
   * @throws {UserError} when Discord refuses the bot, and what ends the app meanwhile.
   */
  async begin(lanes: readonly Lane[]): Promise<void> {
    const { log, count, ending } = this.#deps;
    const closing = lanes.map(({ counting }) => counting.missedMonthEnd.close());
    // Where a lane cannot close it, the others do not wait. Where the guilds are to be divided, nothing is connected.
    await Promise.race([...closing, ending.failed]);
    if (count > 1) log.info({ shards: count }, 'connecting: Discord lets its shards begin one after the other');
    const counting = this.#connect(lanes, closing);
    counting.catch(ending.failWith); // Where some shards are not connected yet, nobody else listens to it.
    await Promise.race([counting, ending.failed, this.#someAtWork.promise]);
  }

  /** Resolves when all lanes count. */
  async #connect(lanes: readonly Lane[], closing: readonly Promise<void>[]): Promise<void> {
    const { log, discord, count } = this.#deps;
    const connections = lanes.map((lane, index) => lane.connection(() => this.#noteBegun(lane.lane), closing[index]));
    const { whenGreeted } = await discord.patience.answerTo(async () => {
      const whenGreeted = this.gateway.connect(connections);
      // Many shards take a while, one after the other, though Discord answers.
      await Promise.race([whenGreeted, this.#someAtWork.promise]);
      return { whenGreeted };
    });
    await whenGreeted;
    const guilds = lanes.reduce((sum, { counting }) => sum + counting.coverage.connected.size, 0);
    log.info({ guilds, ...(count > 1 && { shards: count }) }, 'counting');
  }

  #noteBegun(lane: number): void {
    const { log, count } = this.#deps;
    if (count > 1) log.info({ shard: lane, shards: count }, 'a shard counts');
    this.#someAtWork.resolve();
  }
}
