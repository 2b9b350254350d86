import type { Database as Connection } from 'better-sqlite3';
import { inSlices } from '../../../core/async/event-loop.ts';
import type { Post } from '../../post-store.ts';
import { prepared } from '../access/prepared.ts';
import { refuseForeign } from '../lane-row.ts';

/** Rows written per turn of the event loop: a few milliseconds of work. */
const sliceRows = 500;

/** See `PostStore.putPosts`. Must run inside the caller's transaction. */
export async function putPosts(connection: Connection, lane: number, posts: readonly Post[]): Promise<number> {
  const put = prepared(
    connection,
    `insert into post (guild, kind, until, is_certain, tried_at_ms, missed)
     select key, :kind, :until, :isCertain, :triedAtMs, :missed
       from guild
      where id = :guildId
         on conflict (guild, kind) do update
        set until = excluded.until, is_certain = excluded.is_certain, tried_at_ms = excluded.tried_at_ms,
            missed = excluded.missed`,
  );
  let written = 0;
  await inSlices(posts, sliceRows, ({ isCertain, missed, ...post }) => {
    refuseForeign(connection, lane, post.guildId);
    written += put.run({ ...post, isCertain: Number(isCertain), missed: JSON.stringify(missed) }).changes;
  });
  return written;
}
