import type { Snowflake } from '../../core/snowflake.ts';
import { monthName } from '../../core/time.ts';
import { deletionText } from '../../report/deletion-text.ts';
import type { Checkpoint, GuildMonth, Store } from '../../store/store.ts';
import { type Finding, fault, note } from './finding.ts';
import { amount, instant } from './words.ts';

/** Months before the last few are told together. */
const namedMonths = 3;

/** Which months of a guild are sealed, which are split, which will be deleted, and of which only totals are left. */
export async function monthFindings(
  store: Pick<Store, 'totals' | 'announcedDeletions'>,
  guildId: Snowflake,
  months: readonly GuildMonth[],
  checkpoint: Pick<Checkpoint, 'openMonth' | 'members'>,
): Promise<readonly Finding[]> {
  const openMembers = checkpoint.members.get(guildId)?.length ?? 0;
  const totals = await store.totals(guildId);
  const deletions = deletionText(await store.announcedDeletions(guildId));
  const earlier = months.slice(0, -namedMonths).filter(({ isSealed }) => isSealed);
  const named = months.filter((month) => !earlier.includes(month));
  return [
    ...named.toReversed().map((month) => monthFinding(month, month.month === checkpoint.openMonth, openMembers)),
    ...(earlier.length === 0 ? [] : [note(`${amount(earlier.length, 'earlier month')}, all sealed.`)]),
    ...months.filter(({ isSplit }) => isSplit).map(splitFinding),
    ...(deletions === null ? [] : [note(deletions)]),
    ...(totals.length === 0 ? [] : [note(`${amount(totals.length, 'month')} of which only totals are kept.`)]),
  ];
}

function monthFinding(
  { month, isSealed, members, saltDestroyedAtMs }: GuildMonth,
  isOpen: boolean,
  openMembers: number,
): Finding {
  if (isSealed) {
    const destroyed = saltDestroyedAtMs === null ? '' : `, salt destroyed at ${instant(saltDestroyedAtMs)} UTC`;
    return note(`${monthName(month)}: sealed, ${amount(members, 'member')} anonymised${destroyed}.`);
  }
  if (isOpen) return note(`${monthName(month)}: open, ${amount(openMembers, 'member')}; not anonymised yet.`);
  const text = `${monthName(month)}: neither open nor sealed.`;
  return fault(text, 'start the bot: it ends what was begun. If this stays, it is a bug in Census: please report it.');
}

function splitFinding({ month }: GuildMonth): Finding {
  return note(`${monthName(month)}: the vault was lost within it, so that one person may be counted there as two.`);
}
