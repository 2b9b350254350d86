import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SystemClock } from '../../../src/app/system-clock.ts';
import { laneOf } from '../../../src/core/snowflake.ts';
import { monthOf } from '../../../src/core/time.ts';
import { alice, bob } from '../../cast.ts';
import { aProcess, aRealBot, buildBot } from '../stages/a-real-bot.ts';
import { openToRead, readCounted } from '../stages/counted.ts';

beforeAll(buildBot);

const patience = { timeout: 30_000, interval: 100 };

describe('npm start', { timeout: 60_000 }, () => {
  it('restarts itself with more shards if Discord refuses fewer', async () => {
    const { server, guild, data, ask, start, write } = await aRealBot();
    server.settings.maxConcurrency = 16;
    const { child, printed, closed } = await start();
    write(alice, 3);
    await ask(guild.moderatorId, 'status');
    server.faults.requireShards(3);
    const shard = laneOf(guild.id, 3);
    await vi.waitFor(() => expect(printed.output).toMatch(/"shards":3,"msg":"counting"/), patience);
    write(bob, 2);
    expect(await ask(guild.moderatorId, 'status')).toContain(`on shard ${shard} of the shards 0 to 2`);
    child.kill('SIGTERM');
    expect(await closed).toBe(0);
    expect(printed.errors).toBe('');
    expect(printed.output).toContain('the number of shards changes: Census goes on over the new number');
    expect(await messagesIn(data)).toEqual([5]);
  });

  it('ends with one sentence if Discord refuses the number in SHARDS', async () => {
    const { server, data, guild, ask, write } = await aRealBot();
    server.settings.maxConcurrency = 16;
    const settings = { DISCORD_TOKEN: 'any', DISCORD_API_URL: server.apiUrl, DATA_DIR: data, SHARDS: '1' };
    const { printed, closed } = aProcess(['start'], settings);
    await vi.waitFor(() => expect(printed.output).toContain('"counting"'), patience);
    write(alice, 3);
    await ask(guild.moderatorId, 'settings', { mod_channel: guild.modChannelId });
    server.faults.requireShards(3);
    expect(await closed).toBe(1);
    expect(printed.errors).toMatch(
      /^Discord requires more shards for this bot than 1\. Set SHARDS in \.env to a higher number[^\n]*\n$/,
    );
    expect(await messagesIn(data)).toEqual([3]);
  });

  it('counts over the three shards of the simulator, through a kill and a stop', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'census-shards-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [record, data] = [join(folder, 'world'), join(folder, 'data')];
    const life = ['--rate', '60', '--seconds', '6', '--wait-for-bot', '--record', record];
    const shards = ['--shards', '3', '--max-concurrency', '3'];
    const discord = aProcess(['simulator', '--port', '0', ...life, ...shards]);
    await vi.waitFor(() => expect(discord.printed.output).toMatch(/DISCORD_API_URL=\S+/), patience);
    const [, url = ''] = /DISCORD_API_URL=(\S+)/.exec(discord.printed.output) ?? [];
    const start = async () => {
      const bot = aProcess(['start'], { DISCORD_TOKEN: 'any', DISCORD_API_URL: url, DATA_DIR: data });
      await vi.waitFor(() => expect(bot.printed.output).toMatch(/"shards":3,"msg":"counting"/), patience);
      return bot;
    };
    const first = await start();
    const events = () => messagesWritten(record).reduce((sum, count) => sum + count, 0);
    await vi.waitFor(() => expect(events()).toBeGreaterThan(60), patience);
    first.child.kill('SIGKILL');
    await first.closed;
    const second = await start();
    await vi.waitFor(() => expect(discord.printed.output).toContain('the community is asleep'), patience);
    second.child.kill('SIGTERM');
    expect(await second.closed).toBe(0);
    const third = await start(); // What was still on its way to the second one is replayed.
    third.child.kill('SIGTERM');
    expect(await third.closed).toBe(0);
    discord.child.kill('SIGTERM');
    await discord.closed;
    expect(discord.printed.output).toContain('sessions begun: 3');
    expect(await messagesIn(data)).toEqual(messagesWritten(record));
  });
});

/** The number of messages counted in each server, by its shard. */
async function messagesIn(data: string): Promise<readonly number[]> {
  const path = join(data, 'census.db');
  const store = openToRead(path);
  const guilds = await store.guilds();
  await store.close();
  const ids = guilds.map(({ id }) => id).toSorted((one, other) => laneOf(one, 3) - laneOf(other, 3));
  const nowMs = new SystemClock().now();
  const wanted = { month: monthOf(nowMs), startMs: nowMs };
  const counted = await Promise.all(ids.map((guildId) => readCounted(path, { guildId, ...wanted })));
  return counted.map(({ messages }) => messages);
}

/** The number of people's messages in a world folder, for each shard. */
function messagesWritten(record: string): readonly number[] {
  return [0, 1, 2].map((shard) => {
    const lines = readFileSync(join(record, `shard-${shard}`, 'events.jsonl'), 'utf8')
      .split('\n')
      .slice(0, -1);
    return lines.filter((line) => line.includes('"ev":"msg"') && !line.includes('"bot":true')).length;
  });
}
