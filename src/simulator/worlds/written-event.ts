import { UserError } from '../../core/errors.ts';
import type { WorldEvent } from './world-event.ts';

/** An event as it stands in a file: users, channels and roles by whatever name the file gives them. */
export type WrittenEvent = { -readonly [Field in keyof WorldEvent]: WorldEvent[Field] };

/** Says where in a file something is wrong. */
export type Complain = (expectation: string) => UserError;

export function complaintAt(path: string, lineNumber: number): Complain {
  return (expectation) => new UserError(`${path}, line ${lineNumber}: ${expectation}.`);
}

const earliestMs = Date.UTC(2015, 1, 1);
const latestMs = Date.UTC(2100, 0, 1);

/** Discord's ids hold times from 2015 on, so nothing can have happened before. */
export function isPossibleInstant(atMs: number): boolean {
  return atMs >= earliestMs && atMs < latestMs;
}
