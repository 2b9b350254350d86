import { DiscordAPIError, HTTPError } from 'discord.js';
import { LaneLost, StoreUnavailable, UserError } from '../../core/errors.ts';

/**
 * Why a command was not answered. A `mistake` or an `obstacle` is told to the person; nobody is left to hear of what
 * is `gone`; a `fault` is told with an id under which the log has the details.
 */
export type Failure =
  | { readonly kind: 'mistake' | 'obstacle'; readonly text: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'fault'; readonly text: string };

/** The disk refused a change. The message tells the person what has changed and what has not. */
export class ChangeRefused extends Error {
  override readonly name = 'ChangeRefused';
}

/** Sorts an error by what is to be done about it (codes: Discord API reference, "JSON Error Codes"). */
export function failureOf(error: unknown): Failure {
  if (error instanceof UserError) return { kind: 'mistake', text: error.message };
  if (error instanceof ChangeRefused) return { kind: 'fault', text: error.message };
  if (error instanceof StoreUnavailable) {
    return { kind: 'fault', text: 'Census cannot reach its data on disk at the moment; whoever runs it should know.' };
  }
  if (error instanceof LaneLost) {
    return { kind: 'obstacle', text: 'Census is just being started again. Ask again in a minute.' };
  }
  if (isRefusal(error, 413, 40005)) {
    return { kind: 'obstacle', text: 'Discord did not take a file of that size here; ask for a shorter range.' };
  }
  if (isRefusal(error, null, 50001, 50013, 160002)) {
    return {
      kind: 'obstacle',
      text:
        'Discord did not let Census answer here: it needs the permissions View Channel, Send Messages, Embed Links, ' +
        'Attach Files and Read Message History in this channel.',
    };
  }
  // 40060: answered already, by the process before this one.
  if (isRefusal(error, null, 10003, 10004, 10008, 40060)) return { kind: 'gone' };
  return { kind: 'fault', text: 'Sorry, something went wrong in Census, and it was not your fault.' };
}

/** Whether Discord's answer was an HTTP status or one of its own codes. */
export function isRefusal(error: unknown, status: number | null, ...codes: readonly number[]): boolean {
  if (error instanceof DiscordAPIError) return error.status === status || codes.includes(Number(error.code));
  return error instanceof HTTPError && error.status === status;
}
