import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSimulatedSettings } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';
import { snowflakeOfName } from '../../../src/simulator/server/snowflakes.ts';
import { projectRoot } from '../../project-root.ts';
import { atMost, type Bench, type Benchmark, type Outcome } from '../benchmark.ts';
import { median } from '../measuring/median.ts';
import { Simulation } from '../processes/built.ts';

/** Three years of a real community, brought in and asked for month by month through the bot itself. */
export const community: Benchmark = {
  name: 'community',
  summary: 'a real community imported, and how long a moderator waits for each command',
  async run(bench: Bench): Promise<readonly Outcome[]> {
    const file = process.env.CENSUS_LEAN_ZULIP;
    if (file === undefined || !existsSync(file)) {
      bench.note('skipped: CENSUS_LEAN_ZULIP names no file (ts,user,channel as CSV, 2018 to 2026)');
      return [];
    }
    const importSeconds = await importInto(bench.directory, file);
    const simulation = new Simulation({
      world,
      startMs: nowMs,
      dataDirectory: bench.directory,
      settings: readSimulatedSettings({}),
      log: createLog('error', process.stderr),
      random: randomBytes,
    });
    try {
      await simulation.start();
      const waits = await allWaits(simulation, bench);
      return [
        atMost('import of 956,250 messages', 's', importSeconds, 20),
        ...Array.from(waits, ([command, waitsMs]) => {
          bench.note(`${command}: the longest wait was ${Math.max(...waitsMs).toFixed(0)} ms, of ${waitsMs.length}`);
          return atMost(`wait for ${command}`, 'ms', median(waitsMs), command === wholeExport ? 10_000 : 1_000);
        }),
      ];
    } finally {
      await simulation.stop();
    }
  },
};

const nowMs = Date.UTC(2026, 0, 15, 12);

const world = {
  name: 'Lean',
  channels: [],
  roles: [],
  linkDomains: [],
  initialMemberCount: 5_000,
  afkChannelId: null,
  ignoreChannels: [],
  ignoreUsers: [],
};

const years = [2023, 2024, 2025];
const months = years.flatMap((year) =>
  Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`),
);

const monthlyCommands = [
  '.report full all',
  '.report weekday all',
  '.report hourly all',
  '.report channels all',
  '.report full #general',
  '.userstats',
];

const wholeExport = '.userstats 2023-01-01 to 2026-01-01';

/** As a moderator would; gives the seconds it took. */
async function importInto(directory: string, file: string): Promise<number> {
  const startMs = performance.now();
  const main = join(projectRoot, 'dist/main.js');
  const guildId = snowflakeOfName('guild', 'the simulated guild');
  await promisify(execFile)(process.execPath, [main, 'import', file, '--data', directory, '--guild', guildId]);
  return (performance.now() - startMs) / 1000;
}

/** By command, the milliseconds from the typed message to the last word of the answer. */
async function allWaits(
  simulation: InstanceType<typeof Simulation>,
  { isQuick, progress }: Bench,
): Promise<Map<string, number[]>> {
  const waits = new Map<string, number[]>(monthlyCommands.map((command) => [command, []]));
  const asked = isQuick ? months.slice(-6) : months;
  for (const [index, month] of asked.entries()) {
    progress(index / asked.length, month);
    for (const command of monthlyCommands) waits.get(command)?.push(await waitMs(simulation, `${command} ${month}`));
  }
  waits.set(wholeExport, [await waitMs(simulation, wholeExport)]);
  return waits;
}

async function waitMs(simulation: InstanceType<typeof Simulation>, command: string): Promise<number> {
  const startMs = performance.now();
  const { embeds, files, content } = await simulation.command(command);
  if (embeds.length + files.length === 0) throw new Error(`${command} was answered with: ${content}`);
  return performance.now() - startMs;
}
