import { OAuth2Scopes, type Snowflake } from '@discordjs/core';
import { neededPermissions } from '../gateway/permissions.ts';

/** The page where an administrator adds Census to a server, with exactly the permissions that it uses. */
export function inviteLink(applicationId: Snowflake): string {
  const permissions = neededPermissions.reduce((all, { bit }) => all | bit, 0n);
  const scopes = `${OAuth2Scopes.Bot}+${OAuth2Scopes.ApplicationsCommands}`;
  return `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=${scopes}&permissions=${permissions}`;
}
