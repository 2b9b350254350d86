import { statSync } from 'node:fs';
import { join } from 'node:path';
import { hourMs, type Month, monthName, monthOf, startOfMonthMs } from '../../core/time.ts';
import type { Checkpoint } from '../../store/store.ts';
import { SaltFile } from '../../vault/salt-file.ts';
import { type Finding, fault, note } from './finding.ts';
import { amount, duration, instant } from './words.ts';

/** The messages of a month that is over are caught up first, which takes an hour at most. */
const closedWithinMs = 2 * hourMs;

export interface OpenMonthOptions {
  readonly vaultDirectory: string;
  readonly checkpoint: Pick<Checkpoint, 'openMonth' | 'rotation' | 'members'>;
  readonly isRunning: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/**
 * What could still be traced to a person: how many hashes are alive, how old their salt is, and whether both should be
 * gone by now. Of the salt only the month is kept; the vault belongs to the bot while it runs.
 */
export function openMonthFindings(options: OpenMonthOptions): readonly Finding[] {
  const { checkpoint, nowMs } = options;
  const { openMonth } = checkpoint;
  if (openMonth === null) return [withoutMonth(options)];
  const hashes = [...checkpoint.members.values()].reduce((sum, members) => sum + members.length, 0);
  return [
    note(
      `${monthName(openMonth)} is open: ${amount(hashes, 'hash', 'hashes')} alive of members who were counted, ` +
        'besides those of visitors and of who came or left. Until the month is closed, a person with both the hashes and the salt can tell who is who.',
    ),
    saltFinding(options, openMonth),
    ...(monthOf(nowMs) > openMonth ? [overdue(options, openMonth)] : []),
    ...(monthOf(nowMs) < openMonth ? [fromTheFuture(openMonth)] : []),
  ];
}

/** The first start draws the salt and opens the month at once: a salt alone means that the counters are gone. */
function withoutMonth({ vaultDirectory, checkpoint }: OpenMonthOptions): Finding {
  const month = checkpoint.rotation === null ? saltMonth(join(vaultDirectory, 'salt')) : null;
  if (month === null) return note('No month has been opened yet.');
  const text = `The vault has the salt of ${monthName(month)}, but census.db has no open month: it was lost or replaced.`;
  return fault(text, 'put the right census.db back, or restore a backup: npm run restore -- --help.');
}

function saltFinding({ vaultDirectory, checkpoint, nowMs }: OpenMonthOptions, openMonth: Month): Finding {
  const path = join(vaultDirectory, 'salt');
  const month = saltMonth(path);
  if (month === null && checkpoint.rotation !== null) return note('The salt is destroyed.');
  if (month === null) {
    const text = 'The salt is missing: with the next start the month goes on, and one person may stand in it as two.';
    return fault(text, 'if you have just restored a backup, this is as it must be: start the bot.');
  }
  const isExpected = month === openMonth || month === checkpoint.rotation?.next;
  if (!isExpected) {
    const text = `The salt is of ${monthName(month)}, but the counters are of ${monthName(openMonth)}.`;
    return fault(text, 'start the bot: it seals the older month, or says why it cannot.');
  }
  const { mtimeMs } = statSync(path);
  return note(
    `The salt of ${monthName(month)} was drawn at ${instant(mtimeMs)} UTC, ${duration(Math.max(nowMs - mtimeMs, 0))} ago.`,
  );
}

function overdue({ isRunning, checkpoint, nowMs }: OpenMonthOptions, openMonth: Month): Finding {
  const overSinceMs = nowMs - startOfMonthMs(openMonth + 1);
  const isBegun = checkpoint.rotation !== null;
  const text =
    `${monthName(openMonth)} has been over for ${duration(overSinceMs)} and ` +
    `${isBegun ? 'is closed only half' : 'is not closed'}: its hashes and its salt are still to be destroyed.`;
  if (!isRunning) {
    return fault(text, 'start the bot; if it is not to run any more, npm run seal -- --data with this folder.');
  }
  if (overSinceMs < closedWithinMs) return note(`${text} The bot is at it.`);
  return fault(text, 'read the log of the bot: it says what holds it up.');
}

function fromTheFuture(openMonth: Month): Finding {
  const text = `${monthName(openMonth)} is open, but this machine says that it has not begun.`;
  const isSealedEarly = `if you closed the month before early (npm run seal -- --now), wait until ${instant(startOfMonthMs(openMonth))} UTC`;
  return fault(text, `${isSealedEarly}; otherwise set the machine's clock right (timedatectl), then look again.`);
}

/** Null where there is no whole salt, as after a crash while it was wiped: the bot takes that for none, too. */
function saltMonth(path: string): Month | null {
  return new SaltFile(path).read()?.month ?? null;
}
