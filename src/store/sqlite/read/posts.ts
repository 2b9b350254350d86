import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Hour } from '../../../core/time.ts';
import { type Post, type PostKind, type PostState, postKinds } from '../../post-store.ts';
import { prepared } from '../access/prepared.ts';
import { readMissedPosts } from './stored-json.ts';

/** See `StoreReader.posts`. */
export function postsOf(snapshot: Connection, guildId: Snowflake): readonly Post[] {
  return prepared<PostRow & { readonly kind: PostKind }>(
    snapshot,
    `select kind, ${columns}
         from post
        where guild = (select key from guild where id = :guildId)`,
  )
    .all({ guildId })
    .map((row) => ({ guildId, kind: row.kind, ...postOfRow(row) }))
    .sort((a, b) => postKinds.indexOf(a.kind) - postKinds.indexOf(b.kind));
}

/** See `PostStore.postsOfKind`. */
export function postsOfKind(snapshot: Connection, lane: number, kind: PostKind): ReadonlyMap<Snowflake, PostState> {
  const rows = prepared<PostRow & { readonly id: Snowflake }>(
    snapshot,
    `select guild.id, ${columns}
         from guild join post on post.guild = guild.key and kind = :kind
        where lane = :lane`,
  ).all({ lane, kind });
  return new Map(rows.map((row) => [row.id, postOfRow(row)]));
}

interface PostRow {
  readonly until: Hour;
  readonly is_certain: number;
  readonly tried_at_ms: number;
  readonly missed: string;
}

const columns = 'until, is_certain, tried_at_ms, missed';

function postOfRow({ until, is_certain, tried_at_ms, missed }: PostRow): PostState {
  return { until, isCertain: is_certain === 1, triedAtMs: tried_at_ms, missed: readMissedPosts(missed) };
}
