import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { main } from '../../../src/main.ts';
import { aTerminal } from '../../cli/a-terminal.ts';
import type { NaiveEvent } from '../../naive/naive-world.ts';

/** An answer in `replies.json`, with the files beside it. */
export interface SimulatedReply {
  readonly command: string;
  readonly content: string;
  readonly embeds: readonly {
    readonly title?: string;
    readonly description?: string;
    readonly fields?: readonly { readonly name: string; readonly value: string }[];
    readonly footer?: { readonly text: string };
  }[];
  readonly files: readonly string[];
  readonly pictures: readonly { readonly name: string; readonly alt: string }[];
  readonly buttons: readonly (readonly { readonly label: string; readonly isEnabled: boolean }[])[];
  /** The text of each file, decompressed by the gzip program. */
  readonly texts: readonly string[];
}

/** Runs `npm run simulate` in this process: the real command line, bot, sockets, database and files. */
export async function simulateWorld(
  world: string,
  commands: readonly string[],
  options: readonly string[] = [],
): Promise<SimulatedReply[]> {
  const out = mkdtempSync(join(tmpdir(), 'census-out-'));
  const runs = commands.flatMap((command) => ['--run', command]);
  const { io, errors } = aTerminal();
  const code = await main(['simulate', world, ...options, ...runs, '--out', out], io);
  if (code !== 0) throw new Error(`simulate ended with ${code}: ${errors.join('')}`);
  const replies: SimulatedReply[] = JSON.parse(readFileSync(join(out, 'replies.json'), 'utf8'));
  return replies.map((reply) => ({ ...reply, texts: reply.files.map((name) => unpacked(join(out, name))) }));
}

/** Writes a world folder for a test's events. */
export function writeWorld(description: object, events: readonly NaiveEvent[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'census-world-'));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'case.json'), JSON.stringify(description));
  const lines = events.map(({ atMs, ...event }) => JSON.stringify({ t: new Date(atMs).toISOString(), ...event }));
  writeFileSync(join(directory, 'events.jsonl'), lines.map((line) => `${line}\n`).join(''));
  return directory;
}

/** The rows of a CSV file without quoted cells, header first. */
export function csvRows(text: string): string[][] {
  if (!text.startsWith('\uFEFF') || !text.endsWith('\r\n')) throw new Error('not a CSV file as Excel wants it');
  return text
    .slice(1, -2)
    .split('\r\n')
    .map((line) => line.split(','));
}

function unpacked(path: string): string {
  if (!path.endsWith('.gz')) return readFileSync(path, 'utf8');
  return execFileSync('gzip', ['-dc', path], { encoding: 'utf8', maxBuffer: 1 << 28 });
}
