import { beforeAll, describe, expect, it, vi } from 'vitest';
import { alice, bob } from '../../cast.ts';
import { aDataFolder } from '../../cli/a-data-folder.ts';
import { aProcess, aRealBot, buildBot } from '../stages/a-real-bot.ts';

beforeAll(buildBot);

describe('a bot whose log output is closed', { timeout: 60_000 }, () => {
  it('says so in one sentence, logs to standard error, and continues to count', async () => {
    const census = await aRealBot();
    const bot = await census.start();
    bot.child.stdout?.destroy();
    census.write(alice, 3);
    census.server.faults.invalidateSessions(false); // The gap is logged.
    await vi.waitFor(() => expect(bot.printed.errors).toContain('a gap: nothing was observed'), { timeout: 20_000 });
    census.write(bob, 2);
    await census.ask(bob, 'privacy');
    bot.child.kill('SIGTERM');
    expect(await bot.closed).toBe(0);
    const [first, ...log] = bot.printed.errors.trimEnd().split('\n');
    expect(first).toBe(
      'Standard output cannot be written any more: Census goes on counting, and its log goes on here.',
    );
    for (const line of log) expect(() => JSON.parse(line)).not.toThrow();
    expect(log.at(-1)).toContain('"stopped"');
  });

  it('continues to count even if standard error is closed too', async () => {
    const census = await aRealBot();
    const bot = await census.start();
    bot.child.stdout?.destroy();
    bot.child.stderr?.destroy();
    census.server.faults.invalidateSessions(false);
    await vi.waitFor(() => expect(census.server.identifies).toBe(2), { timeout: 20_000 });
    census.write(bob, 2);
    expect(await census.ask(bob, 'privacy')).not.toBe('');
    bot.child.kill('SIGTERM');
    expect(await bot.closed).toBe(0);
  });
});

describe('a command whose output is closed', { timeout: 60_000 }, () => {
  it.each([
    ['the overview', [], 0],
    ['a help text', ['doctor', '--help'], 0],
    ['the doctor, with findings', ['doctor', '--data', 'DATA'], 1],
    ['an unknown command', ['dance'], 2],
    ['a seal', ['seal', '--data', 'DATA'], 0],
  ])('completes its work silently: %s', async (_what, args, code) => {
    const data = await aDataFolder({ isAlive: false });
    const command = aProcess(args.map((arg) => (arg === 'DATA' ? data : arg)));
    command.child.stdout?.destroy();
    expect(await command.closed).toBe(code);
    expect(command.printed.errors).toBe('');
  });

  it('still reports a mistake in one sentence on standard error', async () => {
    const command = aProcess(['export', '--out', '/nosuch/x.csv']);
    command.child.stdout?.destroy();
    expect(await command.closed).toBe(1);
    expect(command.printed.errors).toBe('--out: there is no folder /nosuch\n');
  });
});
