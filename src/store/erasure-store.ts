import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Day } from '../core/time.ts';

/** The part of the port that deletes for good. */
export interface ErasureStore {
  /**
   * Deletes a member of the open month (counters, token, open voice session), all or nothing. If `joinedAtMs` is known
   * (Unix epoch), they are also subtracted from the tenure of the days on which they were active. A number without a
   * member changes nothing. Resolves to those days once the deletion would survive a power loss. The caller then calls
   * {@link PeopleStore.erasePerson}, which forgets whose number it was, and {@link forget}.
   */
  eraseMember(guildId: Snowflake, member: MemberNumber, joinedAtMs: number | null): Promise<ReadonlySet<Day>>;

  /**
   * Removes all traces of what was deleted before the call. `overwritten`: no byte of it is left in the store's files.
   * `unreferenced`: a database server keeps it in its journal or backups, but under hashes whose key is destroyed.
   * Writing continues meanwhile. `patienceMs` is a minute by default.
   *
   * @throws {StillRead} when a reader stays longer than `patienceMs`. It is then done after a later write.
   */
  forget(patienceMs?: number): Promise<Forgotten>;
}

export type Forgotten = 'overwritten' | 'unreferenced';
