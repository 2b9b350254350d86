import type { Database as Connection } from 'better-sqlite3';
import type { Channel } from '../../../core/channel.ts';

/** Writes channels. Must run inside the caller's transaction. */
export class ChannelWriter {
  readonly #put: ReturnType<Connection['prepare']>;

  constructor(connection: Connection) {
    this.#put = connection.prepare(`
      insert into channel
             (guild, id, kind, name, number, is_deleted, is_private, category_id, deleted_ms)
      values (:guild, :id, :kind, :name, :number, :isDeleted, :isPrivate, :categoryId, :deletedMs)
      on conflict (guild, id) do update
         set kind = excluded.kind, name = excluded.name, number = excluded.number, is_deleted = excluded.is_deleted,
             is_private = excluded.is_private, category_id = excluded.category_id,
             deleted_ms = iif(excluded.is_deleted, coalesce(channel.deleted_ms, excluded.deleted_ms), null),
             hidden_from = iif(excluded.is_deleted, channel.hidden_from, null)`);
  }

  /** `atMs` is when a deleted channel was deleted (Unix epoch), null if unknown. A date stored earlier stays. */
  put(guild: number, { isDeleted, isPrivate, categoryId, ...channel }: Channel, atMs: number | null): void {
    this.#put.run({
      ...channel,
      guild,
      isDeleted: Number(isDeleted),
      isPrivate: Number(isPrivate === true),
      categoryId: categoryId ?? null,
      deletedMs: isDeleted ? atMs : null,
    });
  }
}
