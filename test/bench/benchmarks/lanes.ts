import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, type Bench, type Benchmark } from '../benchmark.ts';
import { median } from '../measuring/median.ts';
import type { LaneFlushesAnswer, LaneFlushesQuestion } from '../processes/lane-flushes-process.ts';
import type { LanesAnswer, LanesQuestion } from '../processes/lanes-process.ts';
import { OtherProcess } from '../processes/other-process.ts';
import type { ShardedDiscordAnswer, ShardedDiscordQuestion } from '../processes/sharded-discord-process.ts';

/** What it takes to have many lanes in one process, beside the same servers in one lane. */
export const lanes: Benchmark = {
  name: 'lanes',
  summary: '64 lanes in one process, beside the same servers in one: memory, CPU at rest, a flush of all',

  async run(bench) {
    const guilds = bench.isQuick ? 128 : 640;
    const many = await measured(bench, guilds, manyLanes);
    const one = await measured(bench, guilds, 1);
    const compared = (what: string, unit: string, value: (of: Measured) => number) =>
      bench.note(`${what}: ${value(many).toFixed(1)} ${unit}, in one lane ${value(one).toFixed(1)} ${unit}`);
    compared('to start until all count', 'ms', ({ quiet }) => quiet.openMs);
    compared('memory', 'MB', ({ quiet }) => quiet.residentMb);
    compared('CPU with nothing to count, a minute', 'ms', ({ quiet }) => quiet.cpuShare * 60_000);
    compared(
      'CPU with a message in each server between two flushes, a minute',
      'ms',
      ({ busy }) => busy.cpuShare * 60_000,
    );
    compared('event loop held meanwhile at most', 'ms', ({ busy }) => busy.heldMs);
    compared('a flush of all', 'ms', ({ flushes }) => median(flushes.flushMs));
    compared('event loop held by a flush of all at most', 'ms', ({ flushes }) => flushes.heldMs);
    if (bench.isQuick) bench.note('a quick run writes five times as often as a bot does');
    const of = `${manyLanes} lanes, ${guilds} servers`;
    return [
      atMost(`memory, ${of}`, 'MB', many.busy.residentMb, 400),
      atMost(`CPU with nothing to count, ${of}`, '% of a core', many.quiet.cpuShare * 100, 25),
      atMost(`a flush of all, three messages in each server, ${of}`, 'ms', median(many.flushes.flushMs), 1_000),
    ];
  },
};

const manyLanes = 64;

interface Measured {
  /** Of a bot for which nothing happens, and of one that counts a message in each server between two flushes. */
  readonly quiet: LanesAnswer;
  readonly busy: LanesAnswer;
  readonly flushes: LaneFlushesAnswer;
}

async function measured(bench: Bench, guilds: number, count: number): Promise<Measured> {
  const share = count === 1 ? 0.5 : 0;
  const step = (done: number, detail: string) => bench.progress(share + done * 0.5, `${count} lanes: ${detail}`);
  step(0, 'quiet');
  const quiet = await countingFor(bench, { guilds, count, isQuiet: true });
  step(0.4, 'counting');
  const busy = await countingFor(bench, { guilds, count, isQuiet: false });
  step(0.8, 'flushing');
  const alone = new OtherProcess<LaneFlushesQuestion, LaneFlushesAnswer>('./lane-flushes-process.js');
  try {
    const directory = newFolder(bench, `flushes-${count}`);
    const flushes = await alone.ask({ directory, guilds, lanes: count, flushes: bench.isQuick ? 10 : 50 });
    return { quiet, busy, flushes };
  } finally {
    await alone.end();
  }
}

interface Counting {
  readonly guilds: number;
  readonly count: number;
  readonly isQuiet: boolean;
}

async function countingFor(bench: Bench, { guilds, count, isQuiet }: Counting): Promise<LanesAnswer> {
  const discord = new OtherProcess<ShardedDiscordQuestion, ShardedDiscordAnswer>('./sharded-discord-process.js');
  const bot = new OtherProcess<LanesQuestion, LanesAnswer>('./lanes-process.js');
  try {
    const { apiUrl } = await discord.ask({ kind: 'start', guilds, shards: count });
    const directory = newFolder(bench, `bot-${count}-${isQuiet ? 'quiet' : 'busy'}`);
    const [flushEveryMs, flushes] = bench.isQuick ? [2_000, 2] : [10_000, 3];
    const answer = bot.ask({ directory, apiUrl, flushEveryMs, flushes });
    const writing = isQuiet ? null : setInterval(() => void discord.ask({ kind: 'write' }), flushEveryMs);
    return await answer.finally(() => clearInterval(writing ?? undefined));
  } finally {
    await bot.end();
    await discord.end();
  }
}

function newFolder(bench: Bench, name: string): string {
  const directory = join(bench.directory, name);
  mkdirSync(directory, { mode: 0o700 });
  return directory;
}
