import type { CommandIo } from './command-io.ts';

/**
 * Runs `work` on incomplete files. If it fails, or a signal ends the process, they are discarded: an incomplete file
 * has tokens of an open month, and no one would remember to delete it.
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

/** Resolves on the first signal to end. The system handles a second one, and ends the process. */
export function signalled({ onSignal }: Pick<CommandIo, 'onSignal'>): Promise<void> {
  return new Promise((resolve) => {
    const ignoreSignals = onSignal(() => {
      ignoreSignals();
      resolve();
    });
  });
}
