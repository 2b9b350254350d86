import { OAuth2Scopes, type Snowflake } from '@discordjs/core';
import { neededPermissions } from './permissions.ts';

/** Where an administrator of a server opens it to Census, with the permissions that it uses and no other. */
export function inviteLink(applicationId: Snowflake): string {
  const permissions = neededPermissions.reduce((all, { bit }) => all | bit, 0n);
  const scopes = `${OAuth2Scopes.Bot}+${OAuth2Scopes.ApplicationsCommands}`;
  return `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=${scopes}&permissions=${permissions}`;
}
