import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, fault, note } from './finding.ts';
import { duration, instant } from './words.ts';

/** The bot writes every ten seconds; after so long without, something is wrong. */
const silentMs = 5 * 60_000;

/** Whether the bot of a data folder is at work: its process, and when it last wrote. */
export interface RunningBot {
  readonly isRunning: boolean;
  readonly findings: readonly Finding[];
}

/** `observedUntilMs` is that of the store's checkpoint; instants are in milliseconds since the Unix epoch. */
export function runningBot(directory: string, observedUntilMs: number | null, nowMs: number): RunningBot {
  const pid = pidIn(directory);
  const written = observedUntilMs === null ? 'It has not counted anything yet.' : lastWriting(observedUntilMs, nowMs);
  if (pid === null) {
    const start = 'Start it with npm start; nothing is counted until then.';
    return { isRunning: false, findings: [note(`The bot is not running. ${written} ${start}`)] };
  }
  if (!isAlive(pid)) {
    const text = `The bot is not running, and was not stopped properly: process ${pid} has ended. ${written}`;
    return { isRunning: false, findings: [fault(text, 'start it again with npm start; it goes on where it was.')] };
  }
  const running = `The bot is running (process ${pid}). ${written}`;
  const isSilent = observedUntilMs !== null && nowMs - observedUntilMs > silentMs;
  const remedy = 'read its log: the disk may be full. If there is no such process, start the bot with npm start.';
  return { isRunning: !isSilent, findings: [isSilent ? fault(running, remedy) : note(running)] };
}

function lastWriting(observedUntilMs: number, nowMs: number): string {
  const agoMs = Math.max(nowMs - observedUntilMs, 0);
  return `It last wrote at ${instant(observedUntilMs)} UTC, ${duration(agoMs)} ago.`;
}

function pidIn(directory: string): number | null {
  try {
    return Number.parseInt(readFileSync(join(directory, 'pid'), 'utf8'), 10) || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Signal 0 is sent to nobody: it only asks whether it could be. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // It is there, and belongs to somebody else.
  }
}
