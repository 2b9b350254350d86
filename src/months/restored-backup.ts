import { type Month, monthName } from '../core/time.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { StoreReader } from '../store/store-reader.ts';

/** What to say where the vault has gone on into a later month than the database; null where it has not. */
export function olderDatabase({ openMonth, rotation }: Checkpoint, saltMonth: Month | null): string | null {
  if (openMonth === null || rotation !== null || saltMonth === null || saltMonth <= openMonth) return null;
  return (
    `The database is older than the vault, as after a restored backup: ${monthName(openMonth)} was closed, and what was ` +
    'counted after the backup is not in it.'
  );
}

/** The members of a lane's open month, and how many people its vault knows. */
export interface KnownPeople {
  readonly members: Checkpoint['members'];
  readonly month: Month;
  readonly known: number;
}

/**
 * What to say when the vault lacks people of the month; else null. Guilds whose month says already that a person may stand in
 * it twice, as after a division in the middle of it, are left out: their people may well be missing.
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
    'back get new numbers, and reports say that one person may stand in that month twice.'
  );
}
