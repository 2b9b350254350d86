import { type Month, monthName } from '../core/time.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { StoreReader } from '../store/store-reader.ts';

/** A warning if the vault is in a later month than the database; otherwise null. */
export function olderDatabase({ openMonth, rotation }: Checkpoint, saltMonth: Month | null): string | null {
  if (openMonth === null || rotation !== null || saltMonth === null || saltMonth <= openMonth) return null;
  return (
    `The database is older than the vault, as after a restored backup: ${monthName(openMonth)} was closed, and what was ` +
    'counted after the backup is not in it.'
  );
}

/** The members of a lane's open month, and the number of people in its vault. */
export interface KnownPeople {
  readonly members: Checkpoint['members'];
  readonly month: Month;
  readonly known: number;
}

/**
 * A warning if the vault lacks people of the month; otherwise null. Guilds whose month is already marked as split, as after
 * a change of lanes within the month, are left out: their people may be in another vault.
 */
export async function lostIdentities(
  store: Pick<StoreReader, 'months'>,
  { members, month, known }: KnownPeople,
): Promise<string | null> {
  let missing = -known;
  for (const taken of members.values()) missing += taken.length;
  for (const [guildId, taken] of members) {
    if (missing <= 0) return null;
    const months = await store.months(guildId);
    if (months.some((of) => of.month === month && of.isSplit)) missing -= taken.length;
  }
  if (missing <= 0) return null;
  return (
    `The vault does not know all who were counted in ${monthName(month)}, as after a restored backup: people who come ` +
    'back get new numbers, and reports say that one person may be counted twice in that month.'
  );
}
