import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import { RealProcess } from './real-process.ts';
import type { ExportedRow, Span } from './real-verdict.ts';

/** What the export command writes of yesterday and today. */
export async function exportedRows(program: string, data: string): Promise<ExportedRow[]> {
  const out = `${data}.csv.gz`;
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const range = `${day(-1)} to ${day(1)}`;
  await new RealProcess(program, ['export', '--data', data, '--range', range, '--out', out]).succeeded();
  const text = execFileSync('gzip', ['-dc', out], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const lines = text.split('\r\n').slice(1).filter(Boolean);
  return lines.map((line) => {
    const [period = '', event = '', token = '', channel = '', count] = line.split(',');
    return { period, event, token, channel, count: Number(count) };
  });
}

/** Whether no messages are left to be had from history. */
export async function hasCaughtUp(data: string): Promise<boolean> {
  const store = openStore(data);
  const { messagePositions } = await store.checkpoint();
  await store.close();
  return messagePositions.every(({ gaps }) => gaps.length === 0);
}

export async function guildIdIn(data: string): Promise<string> {
  const store = openStore(data);
  const { guilds } = await store.checkpoint();
  await store.close();
  return guilds[0]?.id ?? 'no guild';
}

/** The gaps that reports of this month show. */
export async function shownGaps(data: string): Promise<Span[]> {
  const store = openStore(data);
  const { guilds } = await store.checkpoint();
  const month = hoursOfMonth(monthOf(Date.now()));
  const gaps = await Promise.all(guilds.map(({ id }) => store.gaps(id, month)));
  await store.close();
  return gaps.flat().map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs ?? Number.POSITIVE_INFINITY }));
}

/** How many of these ids stand in a file under a directory, as text or as an integer in either byte order. */
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

const migrationsDirectory = join(projectRoot, 'migrations');
