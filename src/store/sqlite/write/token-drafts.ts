import type { Database as Connection } from 'better-sqlite3';
import type { Month } from '../../../core/time.ts';
import type { DrawTokens } from '../../records.ts';
import { readMemberNumbers } from '../read/member-rows.ts';
import { forgetAddedMembers, noteAddedMembers, readAddedMembers, stopNoting } from './added-members.ts';

/** The member numbers of a guild's month, ascending, and their tokens. */
export interface DrawnTokens {
  readonly numbers: Uint32Array;
  readonly tokens: Uint32Array;
}

/** The tokens drawn for a lane. */
interface Draft {
  readonly month: Month;
  readonly byGuildMonth: ReadonlyMap<number, DrawnTokens>;
}

/**
 * Draws new tokens for the members of a month that is about to end, while counting continues. SQLite notes the members
 * who are added meanwhile, so only these are read at the end. A draft is used once. Without one, all members are read
 * and their tokens drawn when needed. Several lanes may have a draft at the same time. The caller must have the
 * writer's turn.
 */
export class TokenDrafts {
  readonly #connection: Connection;
  readonly #drafts = new Map<number, Draft>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Draws tokens for all current members of the lane's `month`. */
  async prepare(lane: number, month: Month, drawTokens: DrawTokens): Promise<void> {
    this.forget(lane);
    const guildMonths = openMonths(this.#connection, lane, month);
    noteAddedMembers(this.#connection, guildMonths);
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
   * Yields the tokens for each guild month of the lane up to `month` that has none yet. Then drops the lane's draft.
   */
  async *take(
    lane: number,
    month: Month,
    drawTokens: DrawTokens,
  ): AsyncGenerator<DrawnTokens & { readonly guildMonth: number }> {
    const draft = this.#drafts.get(lane);
    const drawn = draft?.month === month ? draft.byGuildMonth : new Map<number, DrawnTokens>();
    const added = drawn.size === 0 ? new Map<number, number[]>() : readAddedMembers(this.#connection);
    for (const guildMonth of openMonths(this.#connection, lane, month)) {
      const some = drawn.get(guildMonth);
      const all = some && withAddedMembers(some, added.get(guildMonth) ?? []);
      yield { guildMonth, ...(all ?? (await drawNow(this.#connection, guildMonth, drawTokens))) };
    }
    this.forget(lane);
  }

  /** Drops the lane's draft. Must be called before a member of the lane is erased, so that they get no token. */
  forget(lane: number): void {
    const draft = this.#drafts.get(lane);
    if (draft === undefined) return;
    this.#drafts.delete(lane);
    if (this.#drafts.size === 0) stopNoting(this.#connection);
    else forgetAddedMembers(this.#connection, [...draft.byGuildMonth.keys()]);
  }

  forgetAll(): void {
    for (const lane of [...this.#drafts.keys()]) this.forget(lane);
  }
}

/** Extra tokens for members who are added before the month is closed. */
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

/** Undefined if there are not enough tokens for the added members. */
function withAddedMembers({ numbers, tokens }: DrawnTokens, added: readonly number[]): DrawnTokens | undefined {
  const count = numbers.length + added.length;
  if (count > tokens.length) return undefined;
  const all = new Uint32Array(count);
  all.set(numbers);
  all.set(added, numbers.length);
  if (added.length > 0) all.sort();
  return { numbers: all, tokens: tokens.subarray(0, count) };
}

async function drawNow(connection: Connection, guildMonth: number, drawTokens: DrawTokens): Promise<DrawnTokens> {
  const numbers = await readMemberNumbers(connection, guildMonth);
  return { numbers, tokens: await drawTokens(numbers.length) };
}
