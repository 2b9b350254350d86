import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';

/** So many rows are read or deleted before the event loop turns; that takes about 5 ms. */
const sliceRows = 5_000;

/** The members of a guild's open month, ascending by number. The connection must stand still meanwhile. */
export async function readMembers(
  connection: Connection,
  guildMonth: number,
): Promise<{ readonly numbers: Uint32Array; readonly tokens: Uint32Array }> {
  const count = connection
    .prepare<object, number>('select count(*) from member where guild_month = :guildMonth')
    .pluck()
    .get({ guildMonth });
  const numbers = new Uint32Array(count ?? 0);
  const tokens = new Uint32Array(count ?? 0);
  const slice = connection
    .prepare<object, [number: number, token: number]>(
      `select number, token
         from member
        where guild_month = :guildMonth and number > :after
        order by number
        limit :limit`,
    )
    .raw();
  for (let done = 0; done < numbers.length; ) {
    const rows = slice.all({ guildMonth, after: done === 0 ? -1 : (numbers[done - 1] ?? 0), limit: sliceRows });
    for (const [number, token] of rows) {
      numbers[done] = number;
      tokens[done] = token;
      done += 1;
    }
    await nextTurn();
  }
  return { numbers, tokens };
}

/** Deletes some members, of whatever month; tells whether there may be more. */
export function deleteSomeMembers(connection: Connection): boolean {
  const { changes } = connection
    .prepare<object>(
      `delete from member
        where (guild_month, number) in (select guild_month, number
                                          from member
                                         order by guild_month, number
                                         limit :limit)`,
    )
    .run({ limit: sliceRows });
  return changes === sliceRows;
}
