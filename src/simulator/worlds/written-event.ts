import { UserError } from '../../core/errors.ts';
import type { WorldEvent } from './world-event.ts';

/** An event as written in a file, with the file's own names of users, channels and roles. */
export type WrittenEvent = { -readonly [Field in keyof WorldEvent]: WorldEvent[Field] };

/** Makes an error with the place in the file. */
export type Complain = (expectation: string) => UserError;

export function complaintAt(path: string, lineNumber: number): Complain {
  return (expectation) => new UserError(`${path}, line ${lineNumber}: ${expectation}.`);
}

const earliestMs = Date.UTC(2015, 1, 1);
const latestMs = Date.UTC(2100, 0, 1);

/** Discord's ids have times from 2015 on, so no event can be earlier. */
export function isPossibleInstant(atMs: number): boolean {
  return atMs >= earliestMs && atMs < latestMs;
}
