/** The longest time that the event loop was held while something was done, in milliseconds. */
export async function longestHoldDuring(work: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let isDone = false;
  let lastMs = performance.now();
  const look = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isDone = true;
  look();
  return longestMs;
}
