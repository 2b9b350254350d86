import type { NotedActivity } from '../../columns/activity/activity-tabulation.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Hour, Month } from '../../core/time.ts';
import type { ClosedHours } from '../../store/store-reader.ts';

/** The activity of the closed hours of a guild's open month. */
export interface ClosedActivity {
  readonly month: Month;
  /** The hours before this one. */
  readonly until: Hour;
  readonly noted: NotedActivity;
}

/** A guild with more active members has roll-ups, and is read fast without this. */
const mostMembers = 512;

/** About half a kilobyte for a guild of 50 members, so that 10,000 such guilds take 5 MB. */
const mostBytes = 16 * 2 ** 20;

/** What a guild takes apart from its members. */
const bytesPerGuild = 400;

/**
 * The activity of closed hours of small guilds, whose counters need not be read again every hour. It takes 16 MB at most;
 * what does not fit is read every time.
 */
export class ClosedActivities {
  readonly #kept = new Map<Snowflake, ClosedActivity & { readonly reopened: number }>();
  #bytes = 0;

  /** What is known of a month, if it still holds; else undefined. */
  of(guildId: Snowflake, month: Month, { until, reopened }: ClosedHours): ClosedActivity | undefined {
    const kept = this.#kept.get(guildId);
    if (kept === undefined || (kept.month === month && kept.reopened === reopened && kept.until <= until)) return kept;
    this.drop(guildId);
    return undefined;
  }

  /** Keeps the activity of closed hours, if the guild is small. `closed` must be from before it was read. */
  keep(guildId: Snowflake, month: Month, { until, reopened }: ClosedHours, noted: NotedActivity): void {
    this.drop(guildId);
    const bytes = bytesOf(noted);
    if (noted.members.length > mostMembers || this.#bytes + bytes > mostBytes) return;
    this.#bytes += bytes;
    this.#kept.set(guildId, { month, until, reopened, noted });
  }

  drop(guildId: Snowflake): void {
    const kept = this.#kept.get(guildId);
    if (kept === undefined) return;
    this.#bytes -= bytesOf(kept.noted);
    this.#kept.delete(guildId);
  }

  /** Drops all other guilds. */
  retain(guildIds: ReadonlySet<Snowflake>): void {
    for (const guildId of this.#kept.keys()) if (!guildIds.has(guildId)) this.drop(guildId);
  }
}

function bytesOf({ members }: NotedActivity): number {
  return bytesPerGuild + members.length * 10;
}
