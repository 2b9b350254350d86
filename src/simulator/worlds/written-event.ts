import { UserError } from '../../core/errors.ts';

/** An event as it stands in a file: users and channels by whatever name the file gives them. */
export interface WrittenEvent {
  readonly atMs: number;
  readonly ev: string;
  user?: string;
  channel?: string | null;
  thread?: string;
  readonly amount?: number;
  readonly device?: string | null;
  readonly bot?: boolean;
}

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
