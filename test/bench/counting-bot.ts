import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { assembleCollection } from '../../src/collect/collection.ts';
import { Person } from '../../src/core/person.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { openVault } from '../../src/vault/open-vault.ts';
import type { RotationStep } from '../../src/vault/rotation.ts';
import { lockVault } from '../../src/vault/vault-lock.ts';
import { projectRoot } from '../project-root.ts';
import { BenchClock } from './bench-clock.ts';
import { userIdOf } from './bot-at-rest.ts';
import { benchHours, type MonthSize } from './generated-month.ts';
import { benchGuildId } from './month-at-rest.ts';
import { seededRandom } from './seeded-random.ts';

/** The half of the bot that counts, without a Discord, on the data of {@link botAtRest}. */
export type CountingBot = Awaited<ReturnType<typeof openCountingBot>>;

/** It is the middle of the last hour of the month. `onStep` is told of the steps of a rotation. */
export async function openCountingBot(
  directory: string,
  size: MonthSize,
  onStep: (step: RotationStep) => void = () => {},
) {
  const clock = new BenchClock((benchHours.to - 0.5) * 3_600_000);
  const store = openSqliteStore({
    path: join(directory, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations'),
    walScript: new URL('../../src/store/wal-thread.js', import.meta.url),
  });
  const vaultDirectory = join(directory, 'vault');
  const lock = lockVault(vaultDirectory);
  const checkpoint = await store.checkpoint();
  const opened = await openVault({
    directory: vaultDirectory,
    lock,
    store,
    checkpoint,
    clock,
    random: randomBytes,
    onStep,
  });
  const { vault, rotation } = opened;
  const collection = assembleCollection({
    clock,
    store,
    vault,
    checkpoint,
    countAfk: false,
    trialDays: 0,
    learnChannel: async () => {},
  });
  const { guilds, observation, collector } = collection;
  observation.restarted(0, []);
  observation.guildSeen(benchGuildId, clock.now());
  const textChannels = guilds.channels(benchGuildId).filter(({ kind }) => kind === 'text');
  const random = seededRandom(size.seed);
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
          channelId: textChannels[Math.floor(random() * textChannels.length)]?.id ?? '',
          person: new Person(userIdOf(Math.floor(random() * size.members))),
          roleIds: [],
          joinedAtMs: 0,
          atMs: nowMs,
        },
        null,
      );
    },

    async close(): Promise<void> {
      await store.close();
      opened.close();
    },
  };
}
