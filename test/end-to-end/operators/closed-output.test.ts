import { beforeAll, describe, expect, it, vi } from 'vitest';
import { alice, bob } from '../../cast.ts';
import { aDataFolder } from '../../cli/a-data-folder.ts';
import { aProcess, aRealBot, buildBot } from '../stages/a-real-bot.ts';

beforeAll(buildBot);

describe('a bot whose log nobody reads any more', { timeout: 60_000 }, () => {
  it('says so in one sentence, logs there, and goes on counting', async () => {
    const census = await aRealBot();
    const bot = await census.start();
    bot.child.stdout?.destroy();
    census.write(alice, 3);
    census.server.faults.invalidateSessions(false); // What is missed meanwhile is logged.
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

  it('goes on counting also where nobody reads its errors either', async () => {
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

describe('a command whose reader leaves', { timeout: 60_000 }, () => {
  it.each([
    ['the overview', [], 0],
    ['a help', ['doctor', '--help'], 0],
    ['the doctor, who finds something', ['doctor', '--data', 'DATA'], 1],
    ['an unknown command', ['dance'], 2],
    ['a seal', ['seal', '--data', 'DATA'], 0],
  ])('does its work to the end and is silent: %s', async (_what, args, code) => {
    const data = await aDataFolder({ isAlive: false });
    const command = aProcess(args.map((arg) => (arg === 'DATA' ? data : arg)));
    command.child.stdout?.destroy();
    expect(await command.closed).toBe(code);
    expect(command.printed.errors).toBe('');
  });

  it('tells a mistake in one sentence on standard error all the same', async () => {
    const command = aProcess(['export', '--out', '/nosuch/x.csv']);
    command.child.stdout?.destroy();
    expect(await command.closed).toBe(1);
    expect(command.printed.errors).toBe('--out: there is no folder /nosuch\n');
  });
});
