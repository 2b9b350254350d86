import type { Database as Connection } from 'better-sqlite3';
import { type HourRange, hourMs } from '../../../core/time.ts';
import type { GuildMonthKey } from '../month-places.ts';

/** Notes hours with unreadable counters as gaps. Must run inside the caller's transaction. */
export class UnreadableHours {
  readonly #put: ReturnType<Connection['prepare']>;

  constructor(connection: Connection) {
    this.#put = connection.prepare(`
      insert into gap (guild, from_second, to_second)
      select guild, :fromSecond, :toSecond from guild_month where id = :guildMonth
      on conflict (guild, from_second) do update
         set to_second = excluded.to_second, headcount_change = null
       where gap.to_second < excluded.to_second`);
  }

  /** Repeatable. An open gap with the same start stays open. */
  note({ id }: GuildMonthKey, { from, to }: HourRange): void {
    const [fromSecond, toSecond] = [from, to].map((hour) => (hour * hourMs) / 1000);
    this.#put.run({ guildMonth: id, fromSecond, toSecond });
  }
}
