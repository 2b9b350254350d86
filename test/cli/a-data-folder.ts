import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDataDirectory, writePid } from '../../src/app/data-directory.ts';
import { encodeColumns } from '../../src/columns/columns.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { Counter } from '../../src/core/counter.ts';
import { firstSnowflakeAt, laneOf } from '../../src/core/snowflake.ts';
import { hourMs, hoursOfMonth } from '../../src/core/time.ts';
import type { Batch } from '../../src/store/batch.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import type { Guild } from '../../src/store/records.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { laneFiles } from '../../src/vault/at-rest/lane-files.ts';
import { preparePrivateDirectory } from '../../src/vault/at-rest/private-files.ts';
import { SaltFile } from '../../src/vault/at-rest/salt-file.ts';
import { art, general, guildId } from '../cast.ts';
import { projectRoot } from '../project-root.ts';
import { aBatch, aGuild, nobody } from '../store/a-batch.ts';

/** A thread that was started in March. */
export const artThread = firstSnowflakeAt(Date.UTC(2026, 2, 2));

export const february = 2026 * 12 + 1;
export const march = february + 1;
export const nowMs = Date.UTC(2026, 2, 14, 18, 30);

export interface DataFolderOptions {
  readonly guild?: Partial<Guild>;
  readonly batch?: Partial<Batch>;
  /** In February and March. */
  readonly counters?: readonly Counter[];
  /** The open month. If it is March, February is sealed. */
  readonly openMonth?: typeof february | typeof march;
  /** When the bot last wrote. */
  readonly observedUntilMs?: number;
  /** Whether the process of the bot is alive; null if there is none. */
  readonly isAlive?: boolean | null;
  /** The number of lanes. The guild is in one of them. */
  readonly lanes?: number;
  /** How some lanes differ, by number. */
  readonly unlike?: Readonly<Record<number, Pick<DataFolderOptions, 'openMonth' | 'observedUntilMs'>>>;
}

/** A bot's DATA_DIR on 14 March 2026, by default as a running and healthy bot leaves it. */
export async function aDataFolder(options: DataFolderOptions = {}): Promise<string> {
  const { isAlive = true, lanes = 1, unlike = {} } = options;
  const data = mkdtempSync(join(tmpdir(), 'census-doctor-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const directory = openDataDirectory(data);
  preparePrivateDirectory(directory.vault, process.getuid?.());
  if (isAlive !== null) writePid(directory, isAlive ? process.pid : pidOfNobody);

  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path: directory.database, migrationsDirectory });
  await store.divide(lanes);
  for (let lane = 0; lane < lanes; lane += 1) {
    const own = { ...options, ...unlike[lane] };
    const { openMonth = march } = own;
    await new SaltFile(laneFiles(directory.vault, lane).salt).draw(openMonth, (size) => Buffer.alloc(size, 7));
    await fill(store.open(lane), lane === laneOf(guildId, lanes), own);
  }
  await store.close();
  return data;
}

/** Fills a lane, which has the guild or nothing. */
async function fill(store: LaneStore, hasGuild: boolean, options: DataFolderOptions): Promise<void> {
  const { openMonth = march, observedUntilMs = nowMs - 5000, counters = [] } = options;
  const inMonth = (month: number) => (hasGuild ? countedIn(month, counters) : {});
  const guild = { name: 'Kitchen', firstConnectedMs: Date.UTC(2026, 1, 1), ...options.guild };
  const known = {
    guilds: [aGuild(guildId, guild)],
    channels: channels.map((channel) => ({ guildId, channel })),
  };
  await store.openMonth(february);
  await store.commit(aBatch(1, { ...(hasGuild && known), ...inMonth(february) }), nobody);
  if (openMonth === march) {
    let token = 0xb000_0000;
    await store.beginRotation(february, march, (count) => Uint32Array.from({ length: count }, () => token++));
    await store.openMonth(march);
    await store.noteSaltDestroyed(february, Date.UTC(2026, 2, 1, 0, 0, 7));
  }
  const batch = { observedUntilMs, ...inMonth(march), ...(hasGuild && options.batch) };
  await store.commit(aBatch(2, batch), nobody);
}

/** A process id above the highest one of Linux. */
const pidOfNobody = 2 ** 22 + 1;

const channels: readonly Channel[] = [
  { id: general, kind: 'text', name: 'general', number: 1, isDeleted: false },
  { id: art, kind: 'text', name: 'art', number: 2, isDeleted: false },
];

/** The counters of a month, as in a batch. */
function countedIn(month: number, all: readonly Counter[]): Partial<Batch> {
  const hours = hoursOfMonth(month);
  const counters = all.filter(({ hour }) => hour >= hours.from && hour < hours.to);
  if (counters.length === 0) return {};
  const members = [...new Set(counters.map(({ member }) => member))];
  return {
    members: members.map((number) => ({ guildId, member: { number, token: 0xa000_0000 + number } })),
    deltas: [{ guildId, month, hours, columns: encodeColumns(counters) }],
  };
}

/** One message of each of `members` members in the hour that begins at `atMs`. */
export function writtenMessages(atMs: number, members: number): Counter[] {
  const hour = atMs / hourMs;
  return Array.from({ length: members }, (_, member) => ({ hour, metric: 'msg', channel: 1, member, amount: 1 }));
}
