import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { importHistory } from '../../src/cli/import.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { hourMs } from '../../src/core/time.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { general, kitchen } from '../cast.ts';
import { aTerminal } from '../cli/a-terminal.ts';
import { projectRoot } from '../project-root.ts';

export const march2018 = 2018 * 12 + 2;
export const firstHour = Date.UTC(2018, 2, 1) / hourMs;

/** The default time of an import. */
export const importedAtMs = Date.UTC(2026, 10, 22, 12);

export interface Imported {
  readonly code: number;
  readonly printed: readonly string[];
  /** The error output, without progress. */
  readonly errors: readonly string[];
}

/** A folder that is removed after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'census-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files into a folder and returns their paths. */
export function written(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string[] {
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  });
}

/** Runs `npm run import` at an instant with these arguments, and returns its output. */
export async function importAt(nowMs: number, ...args: readonly string[]): Promise<Imported> {
  const { io, printed, errors } = aTerminal({ nowMs });
  const code = await importHistory.run(args, io);
  return { code, printed, errors };
}

/** The same at {@link importedAtMs}. */
export function importWith(...args: readonly string[]): Promise<Imported> {
  return importAt(importedAtMs, ...args);
}

/** The same with these files, into its own folder or a given one. */
export async function importOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: { readonly data?: string; readonly args?: readonly string[]; readonly nowMs?: number } = {},
): Promise<Imported & { readonly data: string }> {
  const folder = aFolder();
  const { data = join(folder, 'data'), args = [], nowMs = importedAtMs } = options;
  const paths = written(folder, files);
  return { ...(await importAt(nowMs, ...paths, '--data', data, ...args)), data };
}

/** Reads what a data folder has. */
export async function lookAt<Result>(data: string, look: (store: SqliteStore) => Promise<Result>): Promise<Result> {
  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path: join(data, 'census.db'), migrationsDirectory, isReadOnly: true });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

export interface AnExportedMessage {
  readonly hour: number;
  readonly user: string;
  /** Distinguishes the messages of one hour. */
  readonly nth?: number;
  readonly changes?: object;
}

/** A file as DiscordChatExporter writes it. */
export function chatExport(
  channel: object,
  messages: readonly AnExportedMessage[],
  guild: object = { id: kitchen, name: 'Kitchen' },
  facts: object = {},
): string {
  const file = {
    guild: { iconUrl: 'https://example.org/icon.png', ...guild },
    channel: {
      id: general,
      type: 'GuildTextChat',
      categoryId: '9',
      category: 'Text',
      name: 'general',
      topic: null,
      ...channel,
    },
    dateRange: { after: null, before: null },
    exportedAt: '2026-03-01T00:00:00+00:00',
    ...facts,
    messages: messages.map(anExportedMessage),
    messageCount: messages.length,
  };
  return JSON.stringify(file, null, 2);
}

/** The id of a message that was written in an hour. */
export function messageId(hour: number, nth = 0): string {
  return String(BigInt(firstSnowflakeAt(hour * hourMs)) + BigInt(nth));
}

function anExportedMessage({ hour, user, nth = 0, changes }: AnExportedMessage): object {
  return {
    id: messageId(hour, nth),
    type: 'Default',
    timestamp: '2001-01-01T00:00:00+00:00',
    content: 'a "text" with } and ]',
    author: { id: user, name: 'n', discriminator: '0000', isBot: false, roles: [{ id: '7', name: 'r', position: 1 }] },
    embeds: [{ author: { id: '1', isBot: true } }],
    mentions: [{ id: '2', isBot: true, roles: [{ id: '8' }] }],
    reactions: [{ count: 1, users: [{ id: '3', isBot: true }] }],
    ...changes,
  };
}

/** A file of messages. */
export function csv(...rows: readonly (readonly [hour: number, user: string, channel: string])[]): string {
  return `ts,user,channel\n${rows.map(([hour, user, channel]) => `${hour * 3600},${user},${channel}\n`).join('')}`;
}

export const twoMonths = csv(
  [firstHour, '1', 'general'],
  [firstHour + 1, '2', 'art'],
  [firstHour + 800, '1', 'general'],
);
