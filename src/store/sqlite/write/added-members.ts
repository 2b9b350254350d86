import type { Database as Connection } from 'better-sqlite3';

/**
 * Makes SQLite note in memory which members are added from now on, in all lanes. Drops earlier notes of these guild
 * months, because the caller reads their members now.
 */
export function noteAddedMembers(connection: Connection, guildMonths: readonly number[]): void {
  connection.exec(`
    create temp table if not exists added_member (
      guild_month integer not null,
      number      integer not null,
      primary key (guild_month, number)
    ) without rowid;
    ${createTrigger}`);
  forgetAddedMembers(connection, guildMonths);
}

/** The numbers of all noted members, by guild month, ascending. */
export function readAddedMembers(connection: Connection): ReadonlyMap<number, readonly number[]> {
  const rows = connection
    .prepare<[], [number, number]>('select guild_month, number from temp.added_member order by guild_month, number')
    .raw()
    .all();
  const added = new Map<number, number[]>();
  for (const [guildMonth, number] of rows) {
    const numbers = added.get(guildMonth);
    if (numbers === undefined) added.set(guildMonth, [number]);
    else numbers.push(number);
  }
  return added;
}

export function forgetAddedMembers(connection: Connection, guildMonths: readonly number[]): void {
  const forget = connection.prepare<object>('delete from temp.added_member where guild_month = :guildMonth');
  for (const guildMonth of guildMonths) forget.run({ guildMonth });
}

/** Stops noting, and drops all notes. */
export function stopNoting(connection: Connection): void {
  connection.exec(`${dropTrigger} drop table if exists temp.added_member;`);
}

/** Runs `work`, which writes existing members back, without noting them. No one else may write meanwhile. */
export async function withoutNoting(connection: Connection, work: () => Promise<void>): Promise<void> {
  const isNoting =
    connection.prepare("select 1 from sqlite_temp_schema where name = 'added_member'").get() !== undefined;
  connection.exec(dropTrigger);
  await work();
  if (isNoting) connection.exec(createTrigger);
}

const createTrigger = `
  create temp trigger if not exists member_came after insert on main.member begin
    insert or ignore into added_member (guild_month, number) values (new.guild_month, new.number);
  end;`;

const dropTrigger = 'drop trigger if exists temp.member_came;';
