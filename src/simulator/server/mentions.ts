import type { Snowflake } from '../../core/snowflake.ts';
import type { Mentions } from './message.ts';
import type { World } from './world.ts';

/** The part of a request that says who may be notified; by default everyone who is mentioned. */
export interface AllowedMentions {
  readonly parse?: readonly string[];
  readonly users?: readonly Snowflake[];
  readonly roles?: readonly Snowflake[];
}

/** The users and roles that a text notifies (Discord API reference, "Allowed Mentions Object"). */
export function mentionsOf(world: World, content: string, allowed?: AllowedMentions | null): Mentions {
  const allows = (kind: string) => !allowed || (allowed.parse?.includes(kind) ?? false);
  const userIds = idsIn(content, /<@!?(\d+)>/g).filter((id) => allows('users') || allowed?.users?.includes(id));
  const roleIds = idsIn(content, /<@&(\d+)>/g).filter((id) => allows('roles') || allowed?.roles?.includes(id));
  return {
    users: userIds.map((id) => world.user(id)),
    roleIds,
    isEveryone: /@(everyone|here)\b/.test(content) && allows('everyone'),
  };
}

function idsIn(content: string, pattern: RegExp): Snowflake[] {
  return [...new Set(Array.from(content.matchAll(pattern), (match) => match[1] ?? ''))];
}
