import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSimulatedSettings } from '../config.ts';
import { createLog } from '../log.ts';
import { demoGuild } from '../simulator/population/demo-guild.ts';
import { livePopulation } from '../simulator/population/population.ts';
import type { WorldEvent } from '../simulator/worlds/world-event.ts';
import type { CliCommand } from './cli-command.ts';
import { type CommandIo, print } from './io/command-io.ts';
import { makeOutputFolder, replaceFile } from './io/output-file.ts';
import { ProgressLine } from './io/progress-line.ts';
import { renderExchange } from './io/render-reply.ts';
import { discardOnSignal } from './io/signals.ts';
import { Simulation } from './simulation.ts';

/** Five weeks that include all of March. */
const fromMs = Date.UTC(2026, 1, 26);
const toMs = Date.UTC(2026, 3, 2, 9, 30);

const outputDirectory = 'demo-output';

const commands = [
  '.report full all last month',
  '.report hourly all last month',
  '.channels last month',
  '.userstats last month',
];

/** Runs the bot on a generated community. */
export const demo: CliCommand = {
  usage: `Usage: npm run demo

Runs the bot on a simulated Discord with a generated community: five weeks over a month end, in less
than a minute. Then a moderator asks four questions. The answers are printed, and their pictures and
files are saved in ${outputDirectory}/. Nothing leaves this machine.`,
  async run(_args, io) {
    makeOutputFolder(outputDirectory);
    const dataDirectory = mkdtempSync(join(tmpdir(), 'census-demo-'));
    const simulation = new Simulation({
      world: demoGuild,
      startMs: fromMs,
      dataDirectory,
      settings: readSimulatedSettings({}),
      log: createLog('warn', io.stderr),
      random: io.random,
    });
    const removeData = () => rmSync(dataDirectory, { recursive: true, force: true });
    await discardOnSignal(io, removeData, async () => {
      try {
        await simulation.start();
        await live(simulation, io);
        for (const command of commands) await show(simulation, command, io);
      } finally {
        await simulation.stop();
        removeData();
      }
    });
    print(
      io.stdout,
      `\nThe files are in ${outputDirectory}/. To count a community of your own, see the README: "A real bot".`,
    );
    return 0;
  },
};

/** All events of a second are applied together: more round trips would show nothing more. */
async function live(simulation: Simulation, { stderr }: CommandIo): Promise<void> {
  const progress = new ProgressLine('five weeks', stderr);
  let second = Math.floor(fromMs / 1000);
  let together: WorldEvent[] = [];
  for (const event of livePopulation({ ...population, fromMs, toMs })) {
    const eventSecond = Math.floor(event.atMs / 1000);
    if (eventSecond !== second) {
      await simulation.happen(together, second * 1000);
      together = [];
      second = eventSecond;
      progress.show((event.atMs - fromMs) / (toMs - fromMs), new Date(event.atMs).toISOString().slice(0, 10));
    }
    together.push(event);
  }
  await simulation.happen(together, second * 1000);
  await simulation.advanceTo(toMs);
  progress.show(1, 'done');
  progress.end();
}

async function show(simulation: Simulation, command: string, { stdout }: CommandIo): Promise<void> {
  const reply = await simulation.command(command);
  print(stdout, `\n${renderExchange('moderator', reply)}`);
  for (const { name, bytes } of [...reply.files, ...reply.pictures]) replaceFile(join(outputDirectory, name), bytes);
}

const population = {
  seed: 2026,
  members: demoGuild.residents,
  channels: demoGuild.channels,
  moderatorRoleId: demoGuild.roles[0]?.id,
};
