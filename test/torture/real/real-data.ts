import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import type { Span } from '../oracle/ground-truth.ts';
import { RealProcess } from './real-process.ts';
import type { ExportedRow } from './real-verdict.ts';

/** The rows that the export command writes for a guild, for yesterday and today. */
export async function exportedRows(program: string, data: string, guildId: string): Promise<ExportedRow[]> {
  const out = `${data}-${guildId}.csv.gz`;
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const range = `${day(-1)} to ${day(1)}`;
  await new RealProcess(program, [
    'export',
    '--data',
    data,
    '--guild',
    guildId,
    '--range',
    range,
    '--out',
    out,
  ]).succeeded();
  const text = execFileSync('gzip', ['-dc', out], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const lines = text.split('\r\n').slice(1).filter(Boolean);
  return lines.map((line) => {
    const [period = '', event = '', token = '', channel = '', count] = line.split(',');
    return { period, event, token, channel, count: Number(count) };
  });
}

/** Whether no messages are left to be counted from history, in any lane. */
export async function hasCaughtUp(data: string): Promise<boolean> {
  const store = openStore(data);
  const lanes = await store.lanes();
  const checkpoints = await Promise.all(lanes.map(({ lane }) => store.open(lane).checkpoint()));
  await store.close();
  return checkpoints.every(({ messagePositions }) => messagePositions.every(({ gaps }) => gaps.length === 0));
}

/** The ids of all guilds. */
export async function guildsIn(data: string): Promise<readonly string[]> {
  const store = openStore(data);
  const guilds = await store.guilds();
  await store.close();
  return guilds.map(({ id }) => id);
}

/** The gaps that reports of this month show for a guild. */
export async function shownGaps(data: string, guildId: string): Promise<Span[]> {
  const store = openStore(data);
  const gaps = await store.gaps(guildId, hoursOfMonth(monthOf(Date.now())));
  await store.close();
  return gaps.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs ?? Number.POSITIVE_INFINITY }));
}

/** How many of these ids are in files under a directory, as text or as an integer in either byte order. */
export function idsFoundIn(directory: string, ids: readonly string[]): number {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return ids.filter((id) => {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(id));
    const forms = [Buffer.from(id), number, Buffer.from(number).reverse()];
    return files.some((file) => forms.some((form) => file.includes(form)));
  }).length;
}

function openStore(data: string) {
  return openSqliteStore({ path: join(data, 'census.db'), migrationsDirectory, isReadOnly: true });
}

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
