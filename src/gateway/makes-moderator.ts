import { PermissionFlagsBits } from '@discordjs/core';

/** Whether a role with these permission bits makes a moderator: somebody who may delete messages or remove people. */
export function makesModerator(permissions: bigint): boolean {
  return (permissions & moderating) !== 0n;
}

const moderating =
  PermissionFlagsBits.Administrator |
  PermissionFlagsBits.ManageMessages |
  PermissionFlagsBits.KickMembers |
  PermissionFlagsBits.BanMembers |
  PermissionFlagsBits.ModerateMembers;
