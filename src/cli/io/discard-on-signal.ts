/**
 * Runs `work` on files that are not whole yet. When it fails, or a signal ends the process, they are discarded: what is half
 * done must not stay, for it holds tokens of an open month that nobody remembers to delete.
 */
export async function discardOnSignal<T>(discard: () => void, work: () => Promise<T>): Promise<T> {
  const interrupt = () => {
    discard();
    process.exit(130);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work();
  } catch (error) {
    discard();
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
