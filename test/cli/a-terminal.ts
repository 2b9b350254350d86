import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { SystemClock } from '../../src/app/system-clock.ts';
import type { CommandIo, Output } from '../../src/cli/io/command-io.ts';
import type { Environment } from '../../src/config.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';

export interface TerminalOptions {
  /** The time of the clock; by default the machine's. */
  readonly nowMs?: number;
  readonly environment?: Environment;
}

/** The surroundings of a command, and what it writes to them. */
export interface Terminal {
  readonly io: CommandIo;
  /** The result, write by write. */
  readonly printed: string[];
  /** The errors, write by write, without progress. */
  readonly errors: string[];
  /** The codes with which the process would have ended at once. */
  readonly exits: number[];
  /** Signals the command to end, as Ctrl+C does. */
  readonly interrupt: () => void;
}

/** A place to run commands in, with its own environment. */
export function aTerminal({ nowMs, environment = {} }: TerminalOptions = {}): Terminal {
  const printed: string[] = [];
  const errors: string[] = [];
  const exits: number[] = [];
  const listeners = new Set<() => void>();
  const io: CommandIo = {
    stdout: anOutput((text) => printed.push(text)),
    stderr: anOutput((text) => {
      if (!/[█░]/.test(text)) errors.push(text);
    }),
    clock: nowMs === undefined ? new SystemClock() : new SimulatedClock(nowMs),
    random: randomBytes,
    environment: () => environment,
    onSignal(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onUncaught: () => {},
    isAlive: (pid) => pid === process.pid,
    exit: (code) => exits.push(code),
  };
  return { io, printed, errors, exits, interrupt: () => listeners.forEach((listener) => void listener()) };
}

function anOutput(take: (text: string) => void): Output {
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      take(String(chunk).replace(/\n$/, ''));
      done();
    },
  });
}
