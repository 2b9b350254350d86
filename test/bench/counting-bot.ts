import { randomBytes } from 'node:crypto';
import { assembleCollection } from '../../src/collect/collection.ts';
import { Person } from '../../src/core/person.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import type { RotationStep } from '../../src/months/rotation.ts';
import { SeededRandom } from '../../src/simulator/population/seeded-random.ts';
import { openOneLane } from '../app/an-open-lane.ts';
import { BenchClock } from './bench-clock.ts';
import { userIdOf } from './filled-vault.ts';
import { benchHours, type MonthSize } from './generated-month.ts';
import { benchGuildId } from './month-at-rest.ts';

/** The half of the bot that counts, without a Discord, on the data of {@link botAtRest}. */
export type CountingBot = Awaited<ReturnType<typeof openCountingBot>>;

/** It is the middle of the last hour of the month. `onStep` is told of the steps of a rotation. */
export async function openCountingBot(
  directory: string,
  size: MonthSize,
  onStep: (step: RotationStep) => void = () => {},
) {
  const clock = new BenchClock((benchHours.to - 0.5) * 3_600_000);
  const walScript = new URL('../../src/store/sqlite/access/wal-thread.js', import.meta.url);
  const opened = await openOneLane({ directory, clock, random: randomBytes, walScript, onStep });
  const { store, vault, rotation, checkpoint } = opened;
  const collection = assembleCollection({
    clock,
    store,
    vault,
    checkpoint,
    countAfk: false,
    trialDays: 0,
    learnChannel: async () => {},
  });
  const { guilds, coverage, collector } = collection;
  coverage.restarted();
  coverage.guildSeen(benchGuildId, clock.now());
  const textChannels = guilds.channels(benchGuildId).filter(({ kind }) => kind === 'text');
  const random = new SeededRandom(size.seed);
  let messages = 0;

  return {
    ...collection,
    clock,
    store,
    vault,
    rotation,

    /** Somebody writes somewhere. */
    write(): void {
      const nowMs = clock.now();
      messages += 1;
      collector.record(
        {
          kind: 'message',
          messageId: String(BigInt(firstSnowflakeAt(nowMs)) + BigInt(messages % 4096)),
          guildId: benchGuildId,
          channelId: textChannels[Math.floor(random.next() * textChannels.length)]?.id ?? '',
          person: new Person(userIdOf(Math.floor(random.next() * size.members))),
          roleIds: [],
          joinedAtMs: 0,
          atMs: nowMs,
        },
        null,
      );
    },

    async close(): Promise<void> {
      await opened.close();
    },
  };
}
