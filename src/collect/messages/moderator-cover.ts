import { ColumnCursor } from '../../columns/blob/column-cursor.ts';
import { CounterList } from '../../columns/blob/counter-list.ts';
import type { MemberNumber } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Hour, hourMs, hourOf, hourOfWeek } from '../../core/time.ts';
import type { Checkpoint } from '../../store/checkpoint.ts';
import type { Totals } from '../totals.ts';

export interface ModeratorCoverDeps {
  readonly checkpoint: Pick<Checkpoint, 'observedUntilMs' | 'recentCounters'>;
  readonly totals: Pick<Totals, 'add'>;
}

/**
 * Counts the moderators who are present in each hour of the week: a moderator who writes in an hour counts once in it. The
 * members counted are held in memory, by number, for the latest hour and the one before it, for messages that arrive late;
 * older messages are not counted. After a restart they are rebuilt from the counters, which are committed together with
 * these totals: a member who wrote in the hour was counted, or was not a moderator then. So a member who becomes a
 * moderator in the hour of a restart may not count in that hour.
 *
 * A message from history does not include the roles of its author, and is not counted here.
 */
export class ModeratorCover {
  readonly #totals: ModeratorCoverDeps['totals'];
  #latest: ActiveHour;
  #before: ActiveHour;

  constructor({ checkpoint, totals }: ModeratorCoverDeps) {
    this.#totals = totals;
    const hour = hourOf(checkpoint.observedUntilMs ?? 0);
    this.#latest = new ActiveHour(hour);
    this.#before = new ActiveHour(hour - 1);
    for (const [guildId, blobs] of checkpoint.recentCounters) {
      for (const blob of blobs) this.#recall(guildId, blob);
    }
  }

  /** A message of a moderator was counted in an hour. */
  recordMessage(guildId: Snowflake, hour: Hour, member: MemberNumber): void {
    const active = this.#activeIn(hour);
    if (active === null || !active.add(guildId, member)) return;
    const key = String(hourOfWeek(hour));
    this.#totals.add({ guildId, metric: 'moderator_cover', atMs: hour * hourMs, key });
  }

  /** A new month: every member has another number from now on. */
  beginMonth(): void {
    this.#latest = new ActiveHour(this.#latest.hour);
    this.#before = new ActiveHour(this.#before.hour);
  }

  /** Counting must begin even if a blob cannot be read. A moderator who is only in that blob may count twice. */
  #recall(guildId: Snowflake, blob: Uint8Array): void {
    try {
      this.#recallAll(guildId, blob);
    } catch (error) {
      if (!(error instanceof CorruptColumns)) throw error;
    }
  }

  #recallAll(guildId: Snowflake, blob: Uint8Array): void {
    const cursor = new ColumnCursor(blob);
    const list = new CounterList();
    while (cursor.next()) {
      const active = cursor.metric === 'msg' ? this.#activeIn(cursor.hour) : null;
      if (active === null) {
        cursor.skipGroup();
        continue;
      }
      list.clear();
      cursor.decode(list);
      for (let index = 0; index < list.length; index += 1) active.add(guildId, list.members[index] as number);
    }
  }

  /** The members of an hour. A later hour becomes the latest one; for an hour that is too old, null. */
  #activeIn(hour: Hour): ActiveHour | null {
    if (hour > this.#latest.hour) {
      this.#before = hour === this.#latest.hour + 1 ? this.#latest : new ActiveHour(hour - 1);
      this.#latest = new ActiveHour(hour);
    }
    if (hour === this.#latest.hour) return this.#latest;
    return hour === this.#before.hour ? this.#before : null;
  }
}

/** The members who wrote in an hour, by guild. */
class ActiveHour {
  readonly hour: Hour;
  readonly #members = new Map<Snowflake, Set<MemberNumber>>();

  constructor(hour: Hour) {
    this.hour = hour;
  }

  /** True if the member is new in this hour. */
  add(guildId: Snowflake, member: MemberNumber): boolean {
    const members = this.#members.get(guildId) ?? new Set();
    this.#members.set(guildId, members);
    if (members.has(member)) return false;
    members.add(member);
    return true;
  }
}
