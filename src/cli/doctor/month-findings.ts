import type { Snowflake } from '../../core/snowflake.ts';
import { type Month, monthName } from '../../core/time.ts';
import { deletionText } from '../../render/deletion-text.ts';
import { splitText } from '../../render/report-notes.ts';
import { english } from '../../render/words.ts';
import type { Checkpoint } from '../../store/checkpoint.ts';
import type { GuildMonth, StoreReader } from '../../store/store-reader.ts';
import { amount, instantText } from '../io/format.ts';
import { type Finding, fault, note } from './finding.ts';

/** Older months are summed up in one line. */
const namedMonths = 3;

/**
 * The months of a guild that are sealed, split, about to be deleted, or pruned. The checkpoint and `isRunning` are
 * those of its lane.
 */
export async function monthFindings(
  store: Pick<StoreReader, 'prunedMonths' | 'announcedDeletions'>,
  guildId: Snowflake,
  months: readonly GuildMonth[],
  checkpoint: Pick<Checkpoint, 'openMonth' | 'members'>,
  isRunning: boolean,
): Promise<readonly Finding[]> {
  const openMembers = checkpoint.members.get(guildId)?.length ?? 0;
  const pruned = await store.prunedMonths(guildId);
  const deletions = deletionText(await store.announcedDeletions(guildId), english);
  const earlier = months.slice(0, -namedMonths).filter(({ isSealed }) => isSealed);
  const split = months.filter(({ isSplit }) => isSplit).map(({ month }) => month);
  const named = months.filter((month) => !earlier.includes(month));
  return [
    ...named.toReversed().map((month) => monthFinding(month, checkpoint.openMonth, openMembers, isRunning)),
    ...(earlier.length === 0 ? [] : [note(`${amount(earlier.length, 'earlier month')}, all sealed.`)]),
    ...(split.length === 0 ? [] : [note(splitText(split, english))]),
    ...(deletions === null ? [] : [note(deletions)]),
    ...(pruned.length === 0 ? [] : [note(`${amount(pruned.length, 'month')} of which only totals are kept.`)]),
  ];
}

function monthFinding(
  { month, isSealed, members, saltDestroyedAtMs }: GuildMonth,
  openMonth: Month | null,
  openMembers: number,
  isRunning: boolean,
): Finding {
  if (isSealed) {
    const destroyed = saltDestroyedAtMs === null ? '' : `, salt destroyed at ${instantText(saltDestroyedAtMs)} UTC`;
    return note(`${monthName(month)}: sealed, ${amount(members, 'member')} anonymised${destroyed}.`);
  }
  if (month === openMonth)
    return note(`${monthName(month)}: open, ${amount(openMembers, 'member')}; not anonymised yet.`);
  if (openMonth !== null && month < openMonth && isRunning) {
    return note(`${monthName(month)}: closing; it is sealed once its salt is known to be destroyed.`);
  }
  const text = `${monthName(month)}: neither open nor sealed.`;
  return fault(text, 'start the bot: it completes what it began. If this stays, please report it as a bug in Census.');
}
