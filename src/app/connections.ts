import type { ConnectionState } from '../bot/commands/command.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { Gateway } from '../gateway/connection/gateway.ts';
import type { Application } from '../gateway/rest/application.ts';
import type { Log } from '../log.ts';
import { minute } from '../render/report-notes.ts';
import { type Ending, LanesToDivide } from './ending.ts';
import type { Lane } from './lane/lane.ts';
import type { DiscordAccess } from './start/discord-access.ts';

export interface ConnectionsDeps {
  readonly config: Pick<Config, 'discordToken'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly discord: DiscordAccess;
  readonly application: Application;
  /** The number of lanes, which is the number of shards. */
  readonly count: number;
  readonly ending: Ending;
}

/** The gateway connections of all lanes. */
export class Connections {
  readonly gateway: Gateway;
  readonly #deps: ConnectionsDeps;
  /**
   * Resolves when one lane counts, or when Discord allows no new session for now. The app does not wait for the others.
   */
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
      onTrouble: (err) => log.warn({ err }, 'there is trouble with the connection to Discord; it continues'),
      onBudgetSpent: (untilMs, left) => {
        log.warn(
          { left, until: minute(untilMs) },
          'Discord allows this bot only a few more sessions: it waits until then',
        );
        this.#someAtWork.resolve();
      },
      onShardsRequired: () => ending.failWith(new LanesToDivide(true)),
      onRefused: ending.failWith,
    });
  }

  /** The current state of a lane's connection. */
  stateOf(lane: number): ConnectionState {
    return {
      shardId: lane,
      shardCount: this.#deps.count,
      isConnected: this.gateway.shard(lane)?.isConnected ?? false,
      waitsForSessionsUntilMs: this.gateway.waitsForSessionsUntilMs,
    };
  }

  /**
   * Connects the lanes, each once it has closed a month that ended while Census was off. Resolves when all lanes count,
   * or when the first one does and others wait. A later failure of those ends the app.
   *
   * @throws {UserError} if Discord refuses the bot.
   * @throws What ends the app meanwhile.
   */
  async begin(lanes: readonly Lane[]): Promise<void> {
    const { log, count, ending } = this.#deps;
    const closing = lanes.map(({ counting }) => counting.missedMonthEnd.close());
    // A lane that cannot close its month does not hold up the others. To divide the guilds, nothing is connected.
    await Promise.race([...closing, ending.failed]);
    if (count > 1) log.info({ shards: count }, 'connecting: Discord accepts the shards one after the other');
    const counting = this.#connect(lanes, closing);
    counting.catch(ending.failWith); // Nothing else handles its failure once the app runs with some of its shards.
    await Promise.race([counting, ending.failed, this.#someAtWork.promise]);
  }

  /** Resolves when all lanes count. */
  async #connect(lanes: readonly Lane[], closing: readonly Promise<void>[]): Promise<void> {
    const { log, discord, count } = this.#deps;
    const connections = lanes.map((lane, index) => lane.connection(() => this.#noteBegun(lane.lane), closing[index]));
    const { whenGreeted } = await discord.patience.answerTo(async () => {
      const whenGreeted = this.gateway.connect(connections);
      // Many shards take a while, one after the other, even though Discord answers.
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
