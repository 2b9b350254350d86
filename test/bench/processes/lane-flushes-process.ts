import { randomBytes } from 'node:crypto';
import { assembleCollection } from '../../../src/collect/collection.ts';
import { Person } from '../../../src/core/person.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { idOnShard } from '../../../src/simulator/server/gateway/sharding.ts';
import { openInstallation } from '../../app/an-open-lane.ts';
import { userIdOf } from '../fixtures/filled-vault.ts';
import { benchHours } from '../fixtures/generated-month.ts';
import { channelIdOf, guildIdOf } from '../fixtures/small-guilds.ts';
import { BenchClock } from '../measuring/bench-clock.ts';
import { loopDelayDuring } from '../measuring/loop-delay.ts';
import { answerQuestions } from './other-process.ts';

export interface LaneFlushesQuestion {
  readonly directory: string;
  /** They are spread evenly over the lanes. */
  readonly guilds: number;
  readonly lanes: number;
  readonly flushes: number;
}

export interface LaneFlushesAnswer {
  /** Of each flush of all lanes, which are asked for at the same instant. */
  readonly flushMs: readonly number[];
  /** So long the event loop was held in one of them. */
  readonly heldMs: number;
}

/** What counts, without a Discord. Between two flushes three messages are written in each server. */
answerQuestions<LaneFlushesQuestion, LaneFlushesAnswer>(async ({ directory, guilds, lanes, flushes }) => {
  const clock = new BenchClock((benchHours.to - 0.5) * 3_600_000);
  const walScript = new URL('../../../src/store/sqlite/access/wal-thread.js', import.meta.url);
  const installation = await openInstallation({ directory, clock, random: randomBytes, walScript, lanes });
  const counting: ReturnType<typeof assembleCollection>[] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    const opened = await installation.openLane(lane);
    counting.push(
      assembleCollection({ ...opened, clock, countAfk: false, trialDays: 0, learnChannel: async () => {} }),
    );
  }
  const guildIds = Array.from({ length: guilds }, (_, guild) =>
    idOnShard(guildIdOf(guild), { shardId: guild % lanes, shardCount: lanes }),
  );
  for (const [guild, id] of guildIds.entries()) {
    const lane = counting[guild % lanes];
    lane?.coverage.restarted();
    lane?.collector.meetGuild({ id, name: `Server ${guild}`, afkChannelId: null }, clock.now());
    lane?.guilds.meetAllChannels(id, [{ id: channelIdOf(guild, 0), kind: 'text', name: 'general', parentId: null }]);
    lane?.collector.see(
      { guildId: id, members: 100, inVoice: [], stateValidUntilMs: clock.now(), atMs: clock.now() },
      null,
    );
  }
  let messages = 0;
  const write = (guild: number, guildId: string) => {
    const atMs = clock.now();
    messages += 1;
    const messageId = String(BigInt(firstSnowflakeAt(atMs)) + BigInt(messages % 2 ** 22));
    const person = new Person(userIdOf(messages % 50));
    const message = { messageId, guildId, channelId: channelIdOf(guild, 0), person, roleIds: [], joinedAtMs: 0, atMs };
    counting[guild % lanes]?.collector.record({ kind: 'message', ...message }, null);
  };
  const writeThree = () => {
    for (let message = 0; message < 3; message += 1) {
      for (const [guild, id] of guildIds.entries()) write(guild, id);
    }
  };
  const flushAll = () => Promise.all(counting.map(({ flusher }) => flusher.flush()));
  writeThree();
  await flushAll(); // The first one also writes down every server.
  const flushMs: number[] = [];
  let heldMs = 0;
  for (let flush = 0; flush < flushes; flush += 1) {
    writeThree();
    const { max } = await loopDelayDuring(async () => {
      const startMs = performance.now();
      await flushAll();
      flushMs.push(performance.now() - startMs);
    });
    heldMs = Math.max(heldMs, max);
  }
  await installation.close();
  return { flushMs, heldMs };
});
