import type { Log } from '../log.ts';

/**
 * Logs that nothing was observed between two instants, in milliseconds since the Unix epoch, if the first is earlier.
 */
export function logGap(log: Pick<Log, 'warn'>, fromMs: number, toMs: number): void {
  if (fromMs >= toMs) return;
  const [from, to] = [fromMs, toMs].map((timeMs) => new Date(timeMs).toISOString());
  log.warn({ from, to }, 'a gap: nothing was observed in this time; missed messages are counted afterwards');
}
