import type { Checkpoint } from '../../store/checkpoint.ts';
import type { Guild } from '../../store/records.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { instantText } from '../io/format.ts';
import { catchUpFindings } from './catch-up-findings.ts';
import { cellFindings } from './cell-findings.ts';
import { coverageFindings } from './coverage-findings.ts';
import { type Finding, fault, note } from './finding.ts';
import { monthFindings } from './month-findings.ts';
import { unreadableFindings } from './unreadable-findings.ts';

export interface GuildOptions {
  readonly store: Pick<StoreReader, 'announcedDeletions' | 'gaps' | 'months' | 'prunedMonths' | 'readCounters'>;
  readonly guild: Guild;
  /** The checkpoint of its lane. */
  readonly checkpoint: Checkpoint;
  /** Whether a bot is running in its lane. */
  readonly isRunning: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Called with the share of months that are read, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** What the counters of one guild show. */
export async function guildFindings(options: GuildOptions): Promise<readonly Finding[]> {
  const { store, guild, checkpoint, isRunning, nowMs, onProgress } = options;
  const { observedUntilMs } = checkpoint;
  const months = await store.months(guild.id);
  // Every month is read once, and one of them again for its cells.
  const shareOf = (readMonths: number) => onProgress(readMonths / (months.length + 1));
  // A guild that was only imported has no coverage, because Census was never in it.
  const isImported = guild.leftMs === guild.firstConnectedMs;
  return [
    ...(guild.hasDamagedSettings ? [damagedSettings] : []),
    ...(guild.leftMs === null ? [] : [away(guild.leftMs, isImported)]),
    ...(isImported ? [] : await coverageFindings({ store, guild, isRunning, observedUntilMs, nowMs })),
    ...catchUpFindings(checkpoint, guild.id, isRunning),
    ...(await monthFindings(store, guild.id, months, checkpoint, isRunning)),
    ...(await unreadableFindings(store, guild.id, months, shareOf)),
    ...(await cellFindings(store, guild.id, months, (share) => shareOf(months.length + share))),
  ];
}

const damagedSettings = fault(
  'Some of the settings cannot be read, so their defaults apply.',
  'look at /settings in that server, and set what is missing again.',
);

function away(leftMs: number, isImported: boolean): Finding {
  if (isImported) return note('Census has not been in it yet; its data was imported.');
  return note(`Census was removed from here at ${instantText(leftMs)} UTC; after 30 days all its data is deleted.`);
}
