import { dataDirectoryAt } from '../../app/data-directory.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../core/clock.ts';
import { StoreUnavailable } from '../../core/errors.ts';
import { laneOf } from '../../core/snowflake.ts';
import type { Checkpoint } from '../../store/checkpoint.ts';
import type { Lanes } from '../../store/lanes.ts';
import type { Output } from '../io/command-io.ts';
import { printable } from '../io/format.ts';
import { PatientProgress } from '../io/progress-line.ts';
import { hasCensusData, openCounters } from '../open-store.ts';
import { chooseGuild } from '../options.ts';
import { askDiscord, discordGuildFindings } from './discord-findings.ts';
import { fileModes } from './file-modes.ts';
import { fault, note, type Section } from './finding.ts';
import { guildFindings } from './guild-findings.ts';
import { newFolderFindings } from './new-folder.ts';
import { openMonthFindings } from './open-month.ts';
import { runningBot } from './running-bot.ts';

export interface DoctorOptions {
  /** The bot's DATA_DIR, or the folder that is to become it. */
  readonly data: string;
  /** The id or name of the only server to check; by default all are. */
  readonly guild?: string | undefined;
  readonly clock: Pick<Clock, 'now'>;
  /** The output for progress. */
  readonly stderr: Output;
  /** Whether a process with this id exists. */
  readonly isAlive: (pid: number) => boolean;
  /** Reads the settings with the token, or throws a {@link UserError} if something is wrong with them. */
  readonly readConfig: () => Config;
}

/** Runs all checks. Yields each section as it is completed. */
export async function* runDoctor(options: DoctorOptions): AsyncGenerator<Section> {
  const { data } = options;
  const isBegun = hasCensusData(data);
  yield { title: `The folder ${data}`, findings: isBegun ? fileModes(data) : newFolderFindings(data) };
  if (!isBegun) {
    const { findings } = await askDiscord({ ...options, isBegun });
    yield { title: 'Discord', findings };
    return;
  }
  try {
    const store = openCounters(data);
    try {
      yield* examineCounters(store, options);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    yield { title: 'The counters', findings: [fault('They cannot be read.', error.message)] };
  }
}

async function* examineCounters(
  store: Lanes,
  { data, clock, stderr, isAlive, guild: wanted, readConfig }: DoctorOptions,
): AsyncGenerator<Section> {
  const nowMs = clock.now();
  const lanes = await store.lanes();
  const { vault: vaultDirectory, pidFile } = dataDirectoryAt(data);
  const { atWork, findings } = runningBot({ pidFile, lanes, isAlive, nowMs });
  yield { title: 'The bot', findings };

  yield { title: 'The open month', findings: openMonthFindings({ vaultDirectory, lanes, atWork, nowMs }) };

  const discord = await askDiscord({ readConfig, clock, isBegun: true });
  yield { title: 'Discord', findings: discord.findings };

  const guilds = await store.guilds();
  const checkpoints = new Map<number, Checkpoint>();
  for (const guild of wanted === undefined ? guilds : [chooseGuild(guilds, wanted)]) {
    const lane = laneOf(guild.id, lanes.length);
    const checkpoint = checkpoints.get(lane) ?? (await store.open(lane).checkpoint());
    checkpoints.set(lane, checkpoint);
    const progress = new PatientProgress(`Reading ${printable(guild.name)}`, stderr, clock, 2000);
    const onProgress = (share: number) => progress.show(share);
    const isRunning = atWork.has(lane);
    const counted = await guildFindings({ store, guild, checkpoint, isRunning, nowMs, onProgress });
    progress.end();
    const asked = discord.examination === null ? [] : await discordGuildFindings(discord.examination, guild);
    const place = lanes.length === 1 ? [] : [note(`On shard ${lane}.`)];
    yield { title: `The server ${guild.name}`, findings: [...place, ...counted, ...asked] };
  }
}
