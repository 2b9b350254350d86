import type { CommandIo } from './command-io.ts';

/**
 * Runs `work` on files that are not whole yet. When it fails, or a signal ends the process, they are discarded: what is half
 * done must not stay, for it holds tokens of an open month that nobody remembers to delete.
 */
export async function discardOnSignal<T>(
  io: Pick<CommandIo, 'onSignal' | 'exit'>,
  discard: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const ignoreSignals = io.onSignal(() => {
    discard();
    io.exit(130);
  });
  try {
    return await work();
  } catch (error) {
    discard();
    throw error;
  } finally {
    ignoreSignals();
  }
}
