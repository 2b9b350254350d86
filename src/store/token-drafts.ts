import type { Database as Connection } from 'better-sqlite3';
import type { Month } from '../core/time.ts';
import { readMemberNumbers } from './member-rows.ts';
import type { DrawTokens } from './members.ts';

/** The members of a guild's month, their numbers ascending, and the token of each. */
export interface DrawnTokens {
  readonly numbers: Uint32Array;
  readonly tokens: Uint32Array;
}

/**
 * New tokens for the members of a month that is about to end, drawn while things are still being counted. SQLite notes
 * meanwhile, in memory, who comes, so that at the end only those have to be looked at. A draft is used once; where there
 * is none, all is read and drawn on the spot.
 */
export class TokenDrafts {
  readonly #connection: Connection;
  #draft: { readonly month: Month; readonly byGuildMonth: ReadonlyMap<number, DrawnTokens> } | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Draws for all members that `month` has now. The caller holds the writer's turn. */
  async prepare(month: Month, drawTokens: DrawTokens): Promise<void> {
    this.forget();
    this.#connection.exec(noteNewcomers);
    const byGuildMonth = new Map<number, DrawnTokens>();
    for (const guildMonth of unsealedMonths(this.#connection, month)) {
      const numbers = await readMemberNumbers(this.#connection, guildMonth);
      const tokens = await drawTokens(numbers.length + spareTokens(numbers.length));
      byGuildMonth.set(guildMonth, { numbers, tokens });
    }
    this.#draft = { month, byGuildMonth };
  }

  /** Hands out what is drawn for each of the months up to `month` that are not sealed. Afterwards there is no draft. */
  async *take(month: Month, drawTokens: DrawTokens): AsyncGenerator<DrawnTokens & { readonly guildMonth: number }> {
    const draft = this.#draft?.month === month ? this.#draft.byGuildMonth : new Map<number, DrawnTokens>();
    const newcomers = draft.size === 0 ? new Map<number, number[]>() : readNewcomers(this.#connection);
    this.forget();
    for (const guildMonth of unsealedMonths(this.#connection, month)) {
      const drawn = draft.get(guildMonth);
      const all = drawn && withNewcomers(drawn, newcomers.get(guildMonth) ?? []);
      yield { guildMonth, ...(all ?? (await drawNow(this.#connection, guildMonth, drawTokens))) };
    }
  }

  /**
   * To be called before a member is erased, too: where the table of members has a trigger, SQLite does not delete its
   * rows by clearing whole pages.
   */
  forget(): void {
    this.#draft = null;
    this.#connection.exec(noteNothing);
  }
}

const noteNewcomers = `
  create temp table newcomer (
    guild_month integer not null,
    number      integer not null,
    primary key (guild_month, number)
  ) without rowid;

  create temp trigger member_came after insert on main.member begin
    insert into newcomer (guild_month, number) values (new.guild_month, new.number);
  end;
`;

const noteNothing = `
  drop trigger if exists temp.member_came;
  drop table if exists temp.newcomer;
`;

/** So many more are drawn as may come until the month is closed. */
function spareTokens(members: number): number {
  return 64 + (members >>> 6);
}

function unsealedMonths(connection: Connection, month: Month): readonly number[] {
  return connection
    .prepare<object, number>('select id from guild_month where month <= :month and tokens is null order by id')
    .pluck()
    .all({ month });
}

/** By guild's month, ascending. */
function readNewcomers(connection: Connection): Map<number, number[]> {
  const rows = connection
    .prepare<[], [number, number]>('select guild_month, number from temp.newcomer order by guild_month, number')
    .raw()
    .all();
  const newcomers = new Map<number, number[]>();
  for (const [guildMonth, number] of rows) {
    const numbers = newcomers.get(guildMonth);
    if (numbers === undefined) newcomers.set(guildMonth, [number]);
    else numbers.push(number);
  }
  return newcomers;
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
