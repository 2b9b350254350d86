import { DiscordAPIError, HTTPError } from 'discord.js';
import { LaneLost, StoreUnavailable, UserError } from '../../core/errors.ts';
import { neededPermissions } from '../../gateway/permissions.ts';
import { Mistake, Obstacle } from '../../render/mistake.ts';
import type { Words } from '../../render/words.ts';

/**
 * Why a command was not answered. A `mistake` or an `obstacle` is explained to the asker. `gone` means that nothing can
 * be answered. A `fault` is shown with the id of its log entry.
 */
export type Failure =
  | { readonly kind: 'mistake' | 'obstacle'; readonly text: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'fault'; readonly text: string };

/** The disk refused a change. The message tells the asker what has changed and what has not. */
export class ChangeRefused extends Error {
  override readonly name = 'ChangeRefused';
}

/** Sorts an error by how it is handled (Discord API reference, "JSON Error Codes"). */
export function failureOf(error: unknown, words: Words): Failure {
  if (error instanceof Obstacle) return { kind: 'obstacle', text: error.in(words) };
  if (error instanceof Mistake) return { kind: 'mistake', text: error.in(words) };
  if (error instanceof UserError) return { kind: 'mistake', text: error.message };
  if (error instanceof ChangeRefused) return { kind: 'fault', text: error.message };
  if (error instanceof StoreUnavailable) {
    return { kind: 'fault', text: words.say('answer.diskUnavailable') };
  }
  if (error instanceof LaneLost) {
    return { kind: 'obstacle', text: words.say('answer.restarting') };
  }
  if (isRefusal(error, 413, 40005)) {
    return { kind: 'obstacle', text: words.say('answer.fileTooLarge') };
  }
  if (isRefusal(error, null, 50001, 50013, 160002)) {
    const permissions = neededPermissions.map(({ name }) => words.say(`permission.${name}`));
    return { kind: 'obstacle', text: words.say('answer.refusedByDiscord', { permissions: words.list(permissions) }) };
  }
  // 40060: the previous process has already answered.
  if (isRefusal(error, null, 10003, 10004, 10008, 40060)) return { kind: 'gone' };
  return { kind: 'fault', text: words.say('answer.fault') };
}

/** Whether Discord answered with this HTTP status or one of these JSON error codes. */
export function isRefusal(error: unknown, status: number | null, ...codes: readonly number[]): boolean {
  if (error instanceof DiscordAPIError) return error.status === status || codes.includes(Number(error.code));
  return error instanceof HTTPError && error.status === status;
}
