/**
 * Gives what `work` gives. Rejects with the reason of the first signal that is aborted, whether or not `work` ends then.
 *
 * The signal that `work` gets is for this work only. The REST client (@discordjs/rest 2.6.3) never removes the listeners that
 * it adds to a signal: one that lives as long as the process would keep every request that was ever made with it.
 */
export async function untilAborted<Result>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  for (const signal of signals) signal.throwIfAborted();
  const own = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    own.signal.addEventListener('abort', () => reject(own.signal.reason), { once: true });
  });
  const followed = signals.map((signal) => ({ signal, abort: () => own.abort(signal.reason) }));
  for (const { signal, abort } of followed) signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(own.signal), aborted]);
  } finally {
    for (const { signal, abort } of followed) signal.removeEventListener('abort', abort);
  }
}
