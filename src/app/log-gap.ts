import type { Log } from '../log.ts';

/** Says in the log that nothing was observed between two instants, if they differ. */
export function logGap(log: Pick<Log, 'warn'>, fromMs: number, toMs: number): void {
  if (fromMs >= toMs) return;
  const [from, to] = [fromMs, toMs].map((timeMs) => new Date(timeMs).toISOString());
  log.warn({ from, to }, 'a gap: nothing was observed meanwhile; what messages were missed is counted afterwards');
}
