import type { CommandIo } from './command-io.ts';

/** Resolves on the first signal to end. The system handles a second one, and ends the process. */
export function signalled({ onSignal }: Pick<CommandIo, 'onSignal'>): Promise<void> {
  return new Promise((resolve) => {
    const ignoreSignals = onSignal(() => {
      ignoreSignals();
      resolve();
    });
  });
}
