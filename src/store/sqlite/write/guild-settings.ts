import type { Database as Connection } from 'better-sqlite3';
import type { GuildSettings } from '../../../core/guild-settings.ts';
import type { Snowflake } from '../../../core/snowflake.ts';

/** See `DirectoryStore.putSettings`. Must run inside the caller's transaction. */
export function putSettings(
  connection: Connection,
  guildId: Snowflake,
  settings: GuildSettings,
  catchUpFromMs: number,
): void {
  const { changes } = connection
    .prepare('update guild set settings = :settings, catch_up_from_ms = :catchUpFromMs where id = :guildId')
    .run({ guildId, settings: JSON.stringify(settings), catchUpFromMs });
  if (changes === 0) throw new Error('cannot write the settings of an unknown guild');
}
