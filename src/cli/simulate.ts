import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSimulatedSettings } from '../config.ts';
import { UserError } from '../core/errors.ts';
import { hourMs, hourOf } from '../core/time.ts';
import { createLog } from '../log.ts';
import type { WorldEvent } from '../simulator/worlds/world-event.ts';
import { readWorld, type World } from '../simulator/worlds/world-file.ts';
import type { CliCommand } from './cli-command.ts';
import { type CommandIo, print } from './io/command-io.ts';
import { makeOutputFolder, replaceFile } from './io/output-file.ts';
import { ProgressLine } from './io/progress-line.ts';
import { renderExchange } from './io/render-reply.ts';
import { discardOnSignal } from './io/signals.ts';
import { hasCensusData, openCounters } from './open-store.ts';
import { parseArguments, parseInstant } from './options.ts';
import type { FinalReply } from './simulation/final-reply.ts';
import { Simulation } from './simulation.ts';

/** Runs the bot on a simulated Discord with given events. */
export const simulate: CliCommand = {
  usage: `Usage: npm run simulate -- WORLD [options] --out DIR

WORLD is a folder with events.jsonl and case.json, an .jsonl file, or a .csv or .csv.gz file with the
columns ts,user,channel (ts in Unix seconds). The format of events.jsonl and case.json is described in
.github/CONTRIBUTING.md under "Worlds". Every event goes through the gateway at its own time. The answers
are printed and saved. The bot's settings are those of .env or the environment: COUNT_AFK, TRIAL_DAYS,
KEEP_MONTHS, MAU_MAX, COUNT_VISITORS (here true by default), KEEP_VISITORS_MONTHS and EXPORT_GRAIN.

  --from DATE      start here (2018-03-05 or 2018-03-05T10:00:00Z); default: the start in case.json,
                   else the hour of the first event
  --to DATE        leave out events from here on
  --now INSTANT    when the commands are given; default: a minute after --to or the last event
  --run COMMAND    a command to give at that time, e.g. ".report full all last month" or
                   "/report type:full channel:all"; may be repeated. "press:Files" presses the button with
                   this label on the latest answer that has one
  --as member      give the commands as an ordinary member instead of a moderator, who sees every channel
  --role ROLE      the ordinary member has this role of the world; may be repeated
  --in CHANNEL     give them in this channel instead of the mod channel
  --data DIR       keep the bot's data here, and continue with what is there: the counts of an earlier
                   run are not repeated; default: a folder that is deleted at the end
  --out DIR        where replies.json, the files and pictures go; those of an earlier run are replaced`,
  async run(args, io) {
    const options = readOptions(args);
    const settings = readSimulatedSettings(io.environment());
    const world = await readWorld(options.world);
    makeOutputFolder(options.out);
    const beginning = await beginningOf(world, options);
    const { startMs } = beginning;
    const dataDirectory = options.data ?? mkdtempSync(join(tmpdir(), 'census-'));
    const log = createLog('warn', io.stderr);
    const simulation = new Simulation({ world, startMs, dataDirectory, settings, log, random: io.random });
    const removeData = () => {
      if (options.data === undefined) rmSync(dataDirectory, { recursive: true, force: true });
    };
    await discardOnSignal(io, removeData, async () => {
      try {
        await prepare(simulation, world, beginning);
        await simulation.start();
        const nowMs = await live(simulation, world, beginning, options, io);
        await simulation.advanceTo(nowMs);
        if (options.roles.length > 0) await simulation.giveMember(options.roles);
        save(await answers(simulation, options, io), options.out);
        if (world.initialMemberCount === null) print(io.stdout, `\n${unknownTotal}`);
      } finally {
        await simulation.stop();
        removeData();
      }
    });
    return 0;
  },
};

/** Gives the commands one after the other, and prints the replies. */
async function answers(
  simulation: Simulation,
  { commands, asker, channel }: Options,
  { stdout }: CommandIo,
): Promise<readonly FinalReply[]> {
  const replies: FinalReply[] = [];
  for (const command of commands) {
    const reply = await simulation.command(command, asker, channel);
    print(stdout, `\n${renderExchange(asker, reply)}`);
    replies.push(reply);
  }
  return replies;
}

const unknownTotal =
  'The world does not say how many members there are: Total users starts at 0, and only joins and leaves change it.';

interface Options {
  readonly world: string;
  readonly out: string;
  readonly data: string | undefined;
  readonly commands: readonly string[];
  readonly asker: 'moderator' | 'member';
  /** The roles of the ordinary member. */
  readonly roles: readonly string[];
  readonly channel: string | undefined;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly nowMs: number | undefined;
}

function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const many = { type: 'string', multiple: true } as const;
  const options = { from: text, to: text, now: text, run: many, as: text, role: many, in: text, data: text, out: text };
  const { values, positionals } = parseArguments('simulate', { args: [...args], options, allowPositionals: true });
  const [world, ...more] = positionals;
  if (world === undefined || more.length > 0) throw new UserError('expected one WORLD: see npm run simulate -- --help');
  if (values.out === undefined) throw new UserError('--out: expected a folder for the replies');
  if (values.as !== undefined && values.as !== 'member' && values.as !== 'moderator') {
    throw new UserError(`--as: expected member or moderator, got ${values.as}`);
  }
  if (values.role !== undefined && values.as !== 'member') throw new UserError('--role: expected --as member with it');
  const instant = (option: 'from' | 'to' | 'now') => {
    const given = values[option];
    return given === undefined ? undefined : parseInstant(`--${option}`, given);
  };
  return {
    world,
    out: values.out,
    data: values.data,
    commands: values.run ?? [],
    asker: values.as ?? 'moderator',
    roles: values.role ?? [],
    channel: values.in,
    fromMs: instant('from'),
    toMs: instant('to'),
    nowMs: instant('now'),
  };
}

/**
 * When the simulation starts: at the given time, else at the world's, but not before the end of an earlier run with the
 * same data, so that nothing is counted twice.
 */
async function beginningOf(world: World, { data, fromMs }: Options): Promise<Beginning> {
  const startMs = fromMs ?? (await startOf(world));
  const reachMs = await reachOf(data);
  if (reachMs === null || startMs >= reachMs - overlapMs) return { startMs, eventsFromMs: startMs };
  if (fromMs === undefined) return { startMs: reachMs, eventsFromMs: reachMs + 1 };
  const reach = new Date(reachMs).toISOString();
  throw new UserError(`--from: expected ${reach} or later, because the data reach that far`);
}

/** When the clock starts, and when the events start. The bot finds earlier state when it connects. */
interface Beginning {
  readonly startMs: number;
  readonly eventsFromMs: number;
}

/** A run continues for a minute after its last event. The next one may start where its events end. */
const overlapMs = 60_000;

/** Until when an earlier run has counted, in milliseconds since the Unix epoch; null if there was none. */
async function reachOf(data: string | undefined): Promise<number | null> {
  if (data === undefined || !hasCensusData(data)) return null;
  const store = openCounters(data);
  const lanes = await store.lanes().finally(() => store.close());
  const reached = lanes.map(({ observedUntilMs }) => observedUntilMs).filter((untilMs) => untilMs !== null);
  return reached.length === 0 ? null : Math.max(...reached);
}

async function startOf(world: World): Promise<number> {
  if (world.startMs !== null) return world.startMs;
  for await (const { atMs } of world.events) return hourOf(atMs) * hourMs;
  throw new UserError('--from: expected a date, since the world has neither a start nor events');
}

/** Sets up who is in voice at the start and how many members there are, which the bot learns when it connects. */
async function prepare(simulation: Simulation, world: World, { eventsFromMs }: Beginning): Promise<void> {
  for await (const event of world.events) {
    if (event.atMs >= eventsFromMs) return;
    if (event.ev !== 'msg' && event.ev !== 'react') simulation.prepare(event);
  }
}

/** Applies the events within the time of the simulation. Returns the instant at which the commands are given. */
async function live(
  simulation: Simulation,
  world: World,
  { startMs, eventsFromMs }: Beginning,
  { toMs, nowMs }: Options,
  { stderr }: CommandIo,
): Promise<number> {
  const endMs = Math.min(toMs ?? Number.POSITIVE_INFINITY, nowMs === undefined ? Number.POSITIVE_INFINITY : nowMs + 1);
  const spanMs = Math.max(Math.min(endMs, world.endMs ?? startMs) - startMs, 1);
  const progress = new ProgressLine('simulating', stderr);
  let lastMs = startMs;
  let together: WorldEvent[] = [];
  for await (const event of world.events) {
    if (event.atMs < eventsFromMs) continue;
    if (event.atMs >= endMs) break;
    if (event.atMs !== lastMs) {
      await simulation.happen(together, lastMs);
      together = [];
      progress.show((event.atMs - startMs) / spanMs, new Date(event.atMs).toISOString().slice(0, 10));
    }
    lastMs = event.atMs;
    together.push(event);
  }
  await simulation.happen(together, lastMs);
  progress.end();
  return nowMs ?? Math.max(toMs ?? lastMs, lastMs) + 60_000;
}

function save(replies: readonly FinalReply[], directory: string): void {
  for (const { files, pictures } of replies) {
    for (const { name, bytes } of [...files, ...pictures]) replaceFile(join(directory, name), bytes);
  }
  const rows = replies.map((reply) => ({
    ...reply,
    files: reply.files.map(({ name }) => name),
    pictures: reply.pictures.map(({ name, alt }) => ({ name, alt })),
  }));
  replaceFile(join(directory, 'replies.json'), `${JSON.stringify(rows, null, 2)}\n`);
}
