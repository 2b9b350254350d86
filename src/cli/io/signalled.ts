import type { CommandIo } from './command-io.ts';

/** Resolves when the process is told to end. A second signal is left to the system, which ends it. */
export function signalled({ onSignal }: Pick<CommandIo, 'onSignal'>): Promise<void> {
  return new Promise((resolve) => {
    const ignoreSignals = onSignal(() => {
      ignoreSignals();
      resolve();
    });
  });
}
