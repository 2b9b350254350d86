import type { Database as Connection } from 'better-sqlite3';
import type { Month } from '../../../core/time.ts';
import type { DrawTokens } from '../../records/members.ts';
import { readMemberNumbers } from '../read/member-rows.ts';
import { forgetNewcomers, noteNewcomers, readNewcomers, stopNoting } from '../read/newcomers.ts';

/** The members of a guild's month, their numbers ascending, and the token of each. */
export interface DrawnTokens {
  readonly numbers: Uint32Array;
  readonly tokens: Uint32Array;
}

/** What is drawn for a lane. */
interface Draft {
  readonly month: Month;
  readonly byGuildMonth: ReadonlyMap<number, DrawnTokens>;
}

/**
 * New tokens for the members of a lane's month that is about to end, drawn while things are still being counted. SQLite
 * notes meanwhile who comes, so that at the end only those have to be looked at. A draft is used once; where there is
 * none, all is read and drawn on the spot. Several lanes may have one at the same time. The caller has the writer's
 * turn.
 */
export class TokenDrafts {
  readonly #connection: Connection;
  readonly #drafts = new Map<number, Draft>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Draws for all members that `month` has now in the lane. */
  async prepare(lane: number, month: Month, drawTokens: DrawTokens): Promise<void> {
    this.forget(lane);
    const guildMonths = openMonths(this.#connection, lane, month);
    noteNewcomers(this.#connection, guildMonths);
    const byGuildMonth = new Map<number, DrawnTokens>();
    this.#drafts.set(lane, { month, byGuildMonth });
    try {
      for (const guildMonth of guildMonths) {
        const numbers = await readMemberNumbers(this.#connection, guildMonth);
        const tokens = await drawTokens(numbers.length + spareTokens(numbers.length));
        byGuildMonth.set(guildMonth, { numbers, tokens });
      }
    } catch (error) {
      this.forget(lane);
      throw error;
    }
  }

  /**
   * Hands out what is drawn for each of the lane's months up to `month` that have no tokens yet. Afterwards the lane
   * has no draft.
   */
  async *take(
    lane: number,
    month: Month,
    drawTokens: DrawTokens,
  ): AsyncGenerator<DrawnTokens & { readonly guildMonth: number }> {
    const draft = this.#drafts.get(lane);
    const drawn = draft?.month === month ? draft.byGuildMonth : new Map<number, DrawnTokens>();
    const newcomers = drawn.size === 0 ? new Map<number, number[]>() : readNewcomers(this.#connection);
    for (const guildMonth of openMonths(this.#connection, lane, month)) {
      const some = drawn.get(guildMonth);
      const all = some && withNewcomers(some, newcomers.get(guildMonth) ?? []);
      yield { guildMonth, ...(all ?? (await drawNow(this.#connection, guildMonth, drawTokens))) };
    }
    this.forget(lane);
  }

  /** To be called before a member of the lane is erased, too: nobody may draw for them. */
  forget(lane: number): void {
    const draft = this.#drafts.get(lane);
    if (draft === undefined) return;
    this.#drafts.delete(lane);
    if (this.#drafts.size === 0) stopNoting(this.#connection);
    else forgetNewcomers(this.#connection, [...draft.byGuildMonth.keys()]);
  }

  forgetAll(): void {
    for (const lane of [...this.#drafts.keys()]) this.forget(lane);
  }
}

/** So many more are drawn as may come until the month is closed. */
function spareTokens(members: number): number {
  return 64 + (members >>> 6);
}

function openMonths(connection: Connection, lane: number, month: Month): readonly number[] {
  return connection
    .prepare<object, number>(
      `select guild_month.id
         from guild_month join guild on guild.key = guild_month.guild
        where month <= :month and tokens is null and lane = :lane
        order by guild_month.id`,
    )
    .pluck()
    .all({ lane, month });
}

/** Undefined where more came than tokens were drawn for. */
function withNewcomers({ numbers, tokens }: DrawnTokens, newcomers: readonly number[]): DrawnTokens | undefined {
  const count = numbers.length + newcomers.length;
  if (count > tokens.length) return undefined;
  const all = new Uint32Array(count);
  all.set(numbers);
  all.set(newcomers, numbers.length);
  if (newcomers.length > 0) all.sort();
  return { numbers: all, tokens: tokens.subarray(0, count) };
}

async function drawNow(connection: Connection, guildMonth: number, drawTokens: DrawTokens): Promise<DrawnTokens> {
  const numbers = await readMemberNumbers(connection, guildMonth);
  return { numbers, tokens: await drawTokens(numbers.length) };
}
