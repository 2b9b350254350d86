import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/errors.ts';
import { type Month, monthName, startOfMonthMs } from '../core/time.ts';
import type { DiscordTime } from '../gateway/rest/discord-time.ts';
import { explained } from '../gateway/rest/no-answer.ts';
import { minute } from '../render/report-notes.ts';

/**
 * Refuses to begin by a clock that is wrong: the first month is opened by it, and an open month never goes back.
 *
 * @throws {UserError} when it differs from Discord's by more than a few minutes, or Discord does not answer.
 */
export async function refuseWrongClock(clock: Clock, discordTime: Pick<DiscordTime, 'now'>): Promise<void> {
  const discordMs = await discordTime.now().catch((error: unknown) => Promise.reject(explained(error)));
  if (Math.abs(clock.now() - discordMs) <= toleranceMs) return;
  const [ours, discords] = [clock.now(), discordMs].map(minute);
  throw new UserError(
    `The clock of this machine says ${ours}, Discord's says ${discords}. Set it right, then start again: Census would ` +
      'count into the wrong hours.',
  );
}

/**
 * Refuses to count into a month that is still to come: that of a vault that was sealed ahead of time.
 *
 * @throws {UserError} that says from when on Census counts again.
 */
export async function refuseFutureMonth(openMonth: Month, clock: Clock, discordTime: DiscordTime): Promise<void> {
  const startMs = startOfMonthMs(openMonth);
  if (startMs <= clock.now()) return;
  const discordMs = await discordTime.now().catch((error: unknown) => Promise.reject(explained(error)));
  if (startMs <= discordMs + toleranceMs) return; // Only this machine's clock lags behind.
  throw new UserError(
    `All up to ${monthName(openMonth - 1)} is sealed, and a sealed month is never opened again. Census counts again from ` +
      `${minute(startMs)} on: start it then.`,
  );
}

/** By how much the clock of the machine may differ from Discord's at a start. */
export const toleranceMs = 5 * 60_000;
