import { randomBytes } from 'node:crypto';
import { SystemClock } from '../../app/system-clock.ts';
import { readEnvironment } from '../../config.ts';
import type { CommandIo } from './command-io.ts';

/** The real process. */
export function processIo(): CommandIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    clock: new SystemClock(),
    random: randomBytes,
    environment: () => readEnvironment('.env'),
    onSignal(listener) {
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
    },
    onUncaught: (listener) => void process.once('uncaughtException', listener),
    isAlive,
    exit: (code) => process.exit(code),
  };
}

/** Signal 0 is not sent: it only checks whether it could be. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // It exists, but belongs to another user.
  }
}
