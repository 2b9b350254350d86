/**
 * Returns the result of `work`. Rejects with the reason of the first aborted signal, without waiting for `work` to end.
 *
 * `work` gets a signal of its own, because the REST client (@discordjs/rest 2.6.3) never removes the listeners it adds
 * to a signal: a signal as long-lived as the process would retain every request ever made.
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
