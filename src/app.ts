import { fileURLToPath } from 'node:url';
import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { assembleCollection } from './collect/collection.ts';
import { Timetable } from './collect/timetable.ts';
import type { Config } from './config.ts';
import type { Clock } from './core/clock.ts';
import type { RandomBytes } from './core/random.ts';
import { openDataDirectory, removePid, writePid } from './data-directory.ts';
import { describeApplication } from './discord/application.ts';
import { ChannelLookup } from './discord/channel-lookup.ts';
import { CommandRouter } from './discord/commands/command-router.ts';
import { registerCommands } from './discord/commands/register.ts';
import { Dispatcher } from './discord/dispatcher.ts';
import { Gateway } from './discord/gateway.ts';
import { Greeter } from './discord/greeter.ts';
import { GuildCache } from './discord/guild-cache.ts';
import type { Log } from './log.ts';
import { Exporter } from './report/exporter.ts';
import { Reporter } from './report/reporter.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { openVault } from './vault/open-vault.ts';
import { lockVault } from './vault/vault-lock.ts';

export interface Surroundings {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
}

/** A running Census. */
export interface App {
  /** Resolves once the gateway's dispatches up to this sequence number are counted and the commands in them answered. */
  settled(sequence: number): Promise<void>;
  /** Rejects when Census cannot go on. Never resolves. */
  readonly failed: Promise<never>;
  /** Counts what is left to count and leaves; the gateway session stays alive for the next start. */
  stop(): Promise<void>;
}

/**
 * Builds everything from a configuration and starts it, in the order in which the data flow. Before the gateway is
 * joined, the vault is in order: a month that ended while Census was away is closed first.
 *
 * @throws {UserError} or {@link StoreUnavailable} for what the operator has to mend.
 */
export async function startApp(config: Config, { clock, random, log, flushEveryMs }: Surroundings): Promise<App> {
  const directory = openDataDirectory(config.dataDirectory);
  const lock = lockVault(directory.vault);
  const closers: (() => void | Promise<void>)[] = [() => lock.close()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const store = openSqliteStore({ path: directory.database, migrationsDirectory });
    closers.push(() => store.close());
    const before = await store.checkpoint();
    const opened = await openVault({ directory: directory.vault, lock, store, clock, random });
    const { vault, rotation, receipts } = opened;
    closers.push(
      () => opened.close(),
      () => removePid(directory),
    );
    writePid(directory, process.pid);

    const rest = new REST({ api: config.discordApiUrl }).setToken(config.discordToken);
    const api = new API(rest);
    const application = await describeApplication(rest);
    for (const intent of application.missingIntents) log.warn({ intent }, 'a privileged intent is off: see the README');

    // Collect.
    const checkpoint = await store.checkpoint();
    const collection = assembleCollection({ clock, store, vault, checkpoint, countAfk: config.countAfk });
    const { guilds, observation, positions, collector, flusher } = collection;

    let fail: (error: unknown) => void = () => {};
    const failed = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    failed.catch(() => {}); // Whoever started the app listens to it; until then it is no unhandled rejection.
    const timetable = new Timetable({
      clock,
      store,
      collector,
      flusher,
      guilds,
      rotateTo: (month) => rotation.rotateTo(month),
      flushEveryMs,
      onStoreUnavailable: (err) =>
        log.error({ err }, 'cannot write: counting goes on in memory, writing is tried again'),
      onStoreAvailable: () => log.info({}, 'writing works again, and nothing was lost'),
      onUnknownVoice: () => inBackground(gateway.renew()),
      onFailure: fail,
    });

    // Answer.
    const guildCache = new GuildCache({ api, botId: application.botUserId });
    const commands = new CommandRouter({
      api,
      botId: application.botUserId,
      guilds: {
        get: (guildId) => guilds.get(guildId),
        settings: (guildId) => guilds.settings(guildId),
        channels: (guildId) => guilds.channels(guildId),
        changeSettings: (guildId, settings) => collector.changeSettings(guildId, settings, clock.now()),
      },
      guildCache,
      collector: {
        flush: () => flusher.flush(),
        setIgnored: (guildId, person, isIgnored) => collector.setIgnored(guildId, person, isIgnored, clock.now()),
        ignoredCount: (guildId) => vault.ignoredCount(guildId),
      },
      reporter: new Reporter(store, clock),
      exporter: new Exporter(store, clock),
      store,
      status: { missingIntents: application.missingIntents, lastFailure: () => flusher.failure },
      clock,
      random,
      log,
    });
    const running = new Set<Promise<void>>();
    const inBackground = (work: Promise<void>) => {
      const done = work
        .catch((err: unknown) => log.error({ err }, 'something that was begun in the background failed'))
        .finally(() => running.delete(done));
      running.add(done);
    };

    // Listen.
    const flushSoon = () => {
      flusher.flush().catch((err: unknown) => log.warn({ err }, 'not written yet; it is tried again'));
    };
    const lookup = new ChannelLookup(api, guilds);
    const greeter = new Greeter({ api, guilds, guildCache });
    const dispatcher = new Dispatcher({
      clock,
      guildCache,
      context: {
        collector,
        guilds,
        observation,
        positions,
        learnChannel: (guildId, channelId) => lookup.learn(guildId, channelId),
        flushSoon,
        greet: (guildId) => inBackground(greeter.greet(guildId)),
        commands: {
          message: (data) => {
            const work = commands.message(data);
            if (work !== undefined) inBackground(work);
          },
          interaction: (data) => inBackground(commands.interaction(data)),
        },
      },
      onFailure: (err, event) => log.error({ err, event }, 'an event could not be counted; it is shown as a gap'),
    });
    const guildsOf = (shardId: number) =>
      guilds.ofShard(shardId, positions.of(shardId)?.shardCount ?? 1).map(({ id }) => id);
    const gateway = new Gateway({
      token: config.discordToken,
      rest,
      intents: application.intents,
      positions,
      handle: (payload, mark) => dispatcher.dispatch(payload, mark),
      onSession: (shardId) => {
        observation.restarted(shardId, guildsOf(shardId));
        flushSoon();
      },
      onLost: (shardId) => observation.lost(shardId, guildsOf(shardId), clock.now()),
      onRefused: fail,
    });
    closers.push(() => gateway.disconnect());
    await registerCommands(api, application.id);
    await Promise.race([gateway.connect(), failed]);
    timetable.start();
    // Whoever was in voice at a month's end that came meanwhile had a number of that month: a snapshot tells who it was.
    if (receipts.length > 0 && (before.voiceSessions.length > 0 || before.rotation !== null))
      inBackground(gateway.renew());
    log.info({ guilds: [...observation.connected].length }, 'counting');

    return {
      failed,
      async settled(sequence) {
        await gateway.settled(0, sequence);
        while (running.size > 0) await Promise.all(running);
      },
      async stop() {
        await timetable.stop();
        await gateway.disconnect();
        await Promise.all(running);
        await flusher.flush().finally(closeAll);
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const migrationsDirectory = fileURLToPath(new URL('../migrations', import.meta.url));
