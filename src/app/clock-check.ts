import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/errors.ts';
import { type Month, monthName, startOfMonthMs } from '../core/time.ts';
import type { DiscordTime } from '../gateway/rest/discord-time.ts';
import { explained } from '../gateway/rest/no-answer.ts';
import { minute } from '../render/report-notes.ts';

/**
 * Refuses to start if the machine's clock is wrong. The first month is opened by that clock, and an open month never
 * goes back.
 *
 * @throws {UserError} if the clock differs from Discord's by more than {@link toleranceMs}, or Discord does not answer.
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
 * Refuses to count into a future month. The open month is a future one if the vault was sealed ahead of time.
 *
 * @throws {UserError} that says when Census can count again.
 */
export async function refuseFutureMonth(openMonth: Month, clock: Clock, discordTime: DiscordTime): Promise<void> {
  const startMs = startOfMonthMs(openMonth);
  if (startMs <= clock.now()) return;
  const discordMs = await discordTime.now().catch((error: unknown) => Promise.reject(explained(error)));
  if (startMs <= discordMs + toleranceMs) return; // Only this machine's clock is behind.
  throw new UserError(
    `All months up to ${monthName(openMonth - 1)} are sealed, and a sealed month is never opened again. Census can ` +
      `count again from ${minute(startMs)} on: start it then.`,
  );
}

/** The largest difference between the machine's clock and Discord's at which Census starts. */
export const toleranceMs = 5 * 60_000;
