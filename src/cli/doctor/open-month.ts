import { hourMs, type Month, monthName, monthOf, startOfMonthMs } from '../../core/time.ts';
import type { LaneState } from '../../store/store-reader.ts';
import { amount, duration, instantText } from '../io/format.ts';
import { findingsByShard, textOfShards } from './by-shard.ts';
import { type Finding, fault, note } from './finding.ts';
import { byMonth, type LaneSalt, laneSalt, leftovers, saltAges } from './lane-salts.ts';

/** Missed messages of a closing month are counted first, which takes an hour at most. */
const closedWithinMs = 2 * hourMs;

export interface OpenMonthOptions {
  readonly vaultDirectory: string;
  /** All lanes, ascending from 0. */
  readonly lanes: readonly LaneState[];
  /** The lanes in which a bot is running. */
  readonly atWork: ReadonlySet<number>;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/**
 * What could still identify members: how many hashes exist, how old their salt is, and whether both should be destroyed
 * by now. Only the month and age of a salt are read, because the vault belongs to the bot while it runs. A finding that
 * is not true of all lanes names their shards.
 */
export function openMonthFindings(options: OpenMonthOptions): readonly Finding[] {
  const { vaultDirectory, lanes, atWork, nowMs } = options;
  const all = lanes.map((state) => ({ state, salt: laneSalt(vaultDirectory, state.lane) }));
  const expected = all.flatMap(({ state, salt }) => (salt !== null && isExpected(salt, state) ? salt : []));
  const troubles = all.map(({ state, salt }) => ({
    lane: state.lane,
    findings: laneFindings(state, salt, atWork.has(state.lane), nowMs),
  }));
  return [
    ...aliveFindings(lanes),
    ...saltAges(expected, lanes.length, nowMs),
    ...findingsByShard(troubles),
    ...leftovers(vaultDirectory, lanes.length, atWork.size > 0),
  ];
}

/** The number of hashes of each month that is open in some lane. */
function aliveFindings(lanes: readonly LaneState[]): readonly Finding[] {
  const open = lanes.flatMap(({ lane, openMonth, members }) =>
    openMonth === null ? [] : [{ lane, openMonth, members }],
  );
  return byMonth(open, ({ openMonth }) => openMonth).map(([month, same]) => {
    const hashes = same.reduce((sum, { members }) => sum + members, 0);
    const alive = `${amount(hashes, 'hash', 'hashes')} of counted members`;
    const text = `${monthName(month)} is open: ${alive}, ${besides}`;
    const own = same.map(({ lane }) => lane);
    return note(textOfShards(text, own, lanes.length));
  });
}

const besides =
  'besides those of visitors and of members who joined or left. Until the month is sealed, anyone with both the hashes ' +
  'and the salt can identify members.';

/** What is wrong with a lane's month or salt. */
function laneFindings(state: LaneState, salt: LaneSalt | null, isRunning: boolean, nowMs: number): readonly Finding[] {
  const { openMonth } = state;
  if (openMonth === null) return [withoutMonth(state, salt)];
  return [
    ...(salt !== null && isExpected(salt, state) ? [] : [saltFault(state, salt, openMonth)]),
    ...(monthOf(nowMs) > openMonth ? [overdue(state, openMonth, isRunning, nowMs)] : []),
    ...(monthOf(nowMs) < openMonth ? [fromTheFuture(openMonth)] : []),
  ];
}

/** Whether a salt is of the month in which its lane counts, or of its next one. */
function isExpected({ month }: LaneSalt, { openMonth, rotation }: LaneState): boolean {
  return openMonth !== null && (month === openMonth || month === rotation?.next);
}

/** The first start draws the salt and opens the month at once, so a salt alone means that the counters are lost. */
function withoutMonth({ rotation }: LaneState, salt: LaneSalt | null): Finding {
  if (rotation !== null || salt === null) return note('No month has been opened yet.');
  const text = `The vault has the salt of ${monthName(salt.month)}, but census.db has no open month: it was lost or replaced.`;
  return fault(text, 'put the right census.db back, or restore a backup: npm run restore -- --help.');
}

function saltFault({ rotation }: LaneState, salt: LaneSalt | null, openMonth: Month): Finding {
  if (salt === null && rotation !== null) return note('The salt is destroyed.');
  if (salt === null) {
    const text = 'The salt is missing: after the next start the month continues, and one person may be counted as two.';
    return fault(text, 'if you have just restored a backup, this is expected: start the bot.');
  }
  const text = `The salt is of ${monthName(salt.month)}, but the counters are of ${monthName(openMonth)}.`;
  return fault(text, 'start the bot: it seals the older month, or says why it cannot.');
}

function overdue({ rotation }: LaneState, openMonth: Month, isRunning: boolean, nowMs: number): Finding {
  const overSinceMs = nowMs - startOfMonthMs(openMonth + 1);
  const text =
    `${monthName(openMonth)} has been over for ${duration(overSinceMs)} and ` +
    `${rotation === null ? 'is still open' : 'is still closing'}: its hashes and its salt are not destroyed yet.`;
  if (!isRunning) {
    return fault(text, 'start the bot; if it is not to run again, run npm run seal with --data and this folder.');
  }
  if (overSinceMs < closedWithinMs) return note(`${text} The bot is working on it.`);
  return fault(text, 'read the log of the bot: it says what delays it.');
}

function fromTheFuture(openMonth: Month): Finding {
  const text = `${monthName(openMonth)} is open, but has not begun by this machine's clock.`;
  const isSealedEarly = `if you closed the month before early (npm run seal -- --now), wait until ${instantText(startOfMonthMs(openMonth))} UTC`;
  return fault(text, `${isSealedEarly}; otherwise set the machine's clock right (timedatectl), then look again.`);
}
