import { PermissionFlagsBits } from '@discordjs/core';

/** Whether a role with these permission bits is a moderator role: it allows deleting messages or removing people. */
export function makesModerator(permissions: bigint): boolean {
  return (permissions & moderating) !== 0n;
}

const moderating =
  PermissionFlagsBits.Administrator |
  PermissionFlagsBits.ManageMessages |
  PermissionFlagsBits.KickMembers |
  PermissionFlagsBits.BanMembers |
  PermissionFlagsBits.ModerateMembers;
