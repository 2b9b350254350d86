import type { Snowflake } from '../../core/snowflake.ts';
import type { NeededPermission } from '../../gateway/permissions.ts';
import type { Words } from '../../render/words.ts';

/** Says which permissions the bot lacks in a channel. Empty if it lacks none. */
export function lackingLine(
  channelId: Snowflake,
  lacking: readonly NeededPermission[],
  words: Words,
): readonly string[] {
  if (lacking.length === 0) return [];
  const permissions = words.list(lacking.map((name) => words.say(`permission.${name}`)));
  return [words.say('answer.lacksIn', { channel: `<#${channelId}>`, permissions })];
}
