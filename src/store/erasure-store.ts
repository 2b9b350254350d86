import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Day } from '../core/time.ts';

/** The part of the port that deletes for good. */
export interface ErasureStore {
  /**
   * Deletes all that is counted of a member of the open month (counters, token, open voice session), all or nothing.
   * Where `joinedAtMs` says since when they have been one, they are taken out of the tenure of the days on which they
   * were active, too. A number without a member changes nothing. Durable when it resolves, also after a loss of power:
   * then {@link PeopleStore.erasePerson} forgets whose number it was. The caller calls {@link forget} afterwards.
   * Resolves to those days.
   */
  eraseMember(guildId: Snowflake, member: MemberNumber, joinedAtMs: number | null): Promise<ReadonlySet<Day>>;

  /**
   * Sees to it that nothing leads to what was deleted before the call. `overwritten`: no byte of it is left in files
   * that the store writes. `unreferenced`: a server keeps it in its journal or copies, under hashes whose key is
   * destroyed. Writing goes on meanwhile. `patienceMs` is a minute by default.
   *
   * @throws {StillRead} when a reader stays for longer than `patienceMs`; it is then done after a later write.
   */
  forget(patienceMs?: number): Promise<Forgotten>;
}

export type Forgotten = 'overwritten' | 'unreferenced';
