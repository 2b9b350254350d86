import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installedProgram } from './installed-program.ts';

export interface PostgresServer {
  readonly version: string;
  /** Runs statements and returns what psql prints for them. */
  run(sql: string): string;
  stop(): Promise<void>;
}

/** Starts a server on loopback with its data in a new folder below `directory`. Null where none is installed. */
export async function startPostgres(directory: string): Promise<PostgresServer | null> {
  const initdb = installedProgram('initdb', debianFolders());
  const postgres = installedProgram('postgres', debianFolders());
  const psql = installedProgram('psql');
  if (initdb === null || postgres === null || psql === null) return null;

  const user = serverUser();
  const data = join(directory, 'postgres');
  mkdirSync(data, { mode: 0o700 });
  if (user !== null) chownSync(data, user.uid, user.gid);
  const asUser = { ...user, cwd: '/', stdio: 'ignore' } as const;
  execFileSync(initdb, ['-D', data, '-A', 'trust', '-U', 'bench', '-E', 'UTF8', '--no-sync'], asUser);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'shared_buffers=256MB', 'work_mem=256MB'];
  const options = [...settings, 'jit=off', 'max_parallel_workers_per_gather=2'].flatMap((setting) => ['-c', setting]);
  const server = spawn(postgres, ['-D', data, '-p', String(port), ...options], asUser);
  const url = `postgresql://bench@127.0.0.1:${port}/postgres`;
  const run = (sql: string) => {
    const args = ['-X', '-q', '-A', '-t', '-F', ',', '-v', 'ON_ERROR_STOP=1', url];
    return execFileSync(psql, args, { input: sql, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  };
  const version = await untilAnswered(server, () => run('show server_version').trim());
  return { version, run, stop: () => stop(server) };
}

/** Where Debian has the programs of the server, the newest first. */
function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(root, version, 'bin'));
  } catch {
    return []; // This is no Debian.
  }
}

/** The server refuses to run as root, and runs as the user that came with it instead. */
function serverUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('the probe has no port');
  return address.port;
}

const triesToConnect = 100;

async function untilAnswered<T>(server: ChildProcess, ask: () => T): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return ask();
    } catch (error) {
      if (server.exitCode !== null || tries === triesToConnect) {
        await stop(server);
        throw error;
      }
      await delay(100);
    }
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGINT'); // A "fast" shutdown, which waits for nobody.
  await ended;
}
