import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { SystemClock } from '../../../src/app/system-clock.ts';
import { general } from '../../cast.ts';
import { projectRoot } from '../../project-root.ts';
import { aKitchen } from './a-kitchen.ts';
import { answerTo } from './answer-to.ts';

/** Builds the program. */
export function buildBot(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: projectRoot });
}

/** Runs `dist/main.js` with these arguments, and collects its output. */
export function aProcess(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const program = ['--enable-source-maps', join(projectRoot, 'dist/main.js')]; // As npm start runs it.
  const child: ChildProcess = spawn(process.execPath, [...program, ...args], {
    cwd: tmpdir(), // It has no `.env`.
    env: { PATH: process.env.PATH, ...environment },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const printed = { output: '', errors: '' };
  child.stdout?.on('data', (chunk) => {
    printed.output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    printed.errors += chunk;
  });
  const closed = once(child, 'close').then(([code]) => code as number | null);
  return { child, printed, closed };
}

/** Census as a separate process on a simulated Discord in real time. Everything is removed after the test. */
export async function aRealBot() {
  const clock = new SystemClock();
  const { server, guild } = await aKitchen({ clock }, [{ id: general, name: 'general', type: 'text' }], 10);
  const folder = mkdtempSync(join(tmpdir(), 'census-real-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');

  /** Gives a slash command. Census answers in order, so everything before is counted when this resolves. */
  const ask = (userId: string, name: string, options: Record<string, string> = {}): Promise<string> =>
    answerTo(server, { guildId: guild.id, channelId: guild.modChannelId, userId, name, options });

  return {
    folder,
    data,
    guild,
    server,
    ask,

    /** Starts it. Resolves when it counts. */
    async start() {
      const settings = { DISCORD_TOKEN: 'any', DISCORD_API_URL: server.apiUrl, DATA_DIR: data };
      const bot = aProcess(['start'], settings);
      await vi.waitFor(
        () => {
          if (!bot.printed.output.includes('"counting"')) throw new Error(`not counting: ${bot.printed.errors}`);
        },
        { timeout: 20_000 },
      );
      await ask(guild.moderatorId, 'settings', { mod_channel: guild.modChannelId });
      return bot;
    },

    write: (user: string, amount: number) =>
      server.perform(guild.id, { atMs: clock.now(), ev: 'msg', user, channel: general, amount }),
  };
}
