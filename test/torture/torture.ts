import { fuzz, isUnimpressed } from './fuzz/fuzz.ts';
import { liveMany } from './live-many.ts';
import { aYear, killedBackfill } from './past/killed-backfill.ts';
import { isFlawless, realKills } from './real/real-kills.ts';
import type { RunStats } from './run-stats.ts';
import { tortureArguments } from './torture-arguments.ts';

const { seed, months, lanes, kills, fuzz: every, pastKills } = tortureArguments(process.argv.slice(2));
const beganMs = performance.now();

const fuzzed = every === 0 ? null : await fuzz({ seed, every });
const { stats, faults } = await liveMany({ seed, months, lanes, threads: 2, onProgress: showProgress });
const simulatedSeconds = seconds(beganMs);
const figures = kills === 0 || faults.size > 0 ? null : await realKills({ kills, seed, lanes });
const past = pastKills === 0 || faults.size > 0 ? null : await killedBackfill({ ...aYear, seed, kills: pastKills });
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');

print('simulated server-months', stats.serverMonths);
print('events sent', stats.eventsSent);
print('messages written', stats.messagesWritten);
print('messages counted', stats.messagesCounted);
print('messages nobody could have, shown', stats.messagesWritten - stats.messagesCounted);
print('voice hours counted', Math.round(stats.voiceHours));
print('joins and parts counted', stats.joinsAndPartsCounted);
print('simulated kills survived', stats.kills);
print('rotations / interrupted', `${stats.rotations} / ${stats.rotationsInterrupted}`);
print('gaps shown', stats.gapsShown);
print('messages lost without a word', faults.size === 0 ? 0 : 'see below');
print('counted twice', faults.size === 0 ? 0 : 'see below');
print('residue bytes', stats.residueBytes);
print('seconds', simulatedSeconds);
for (const [kind, times] of Object.entries(stats.faults).sort()) print(`  ${kind}`, times);
if (figures !== null) for (const [name, value] of Object.entries(figures)) print(`real kills: ${name}`, value);

if (past !== null) for (const [name, value] of Object.entries(past)) print(`past: ${name}`, value);

if (fuzzed !== null) for (const [name, value] of Object.entries(fuzzed)) print(`fuzz: ${name}`, value);

const ofLanes = lanes === undefined ? '' : ` --lanes ${lanes}`;
for (const [failed, fault] of faults) {
  console.log(
    `\nSeed ${failed} fails: npm run torture -- --seed ${failed} --months 1${ofLanes} --kills 0 --fuzz 0 --past-kills 0\n${fault.slice(0, 4_000)}`,
  );
}
const isFuzzSurvived = fuzzed === null || isUnimpressed(fuzzed);
if (!isFuzzSurvived) {
  console.log(
    `\nThe fuzz fails: npm run torture -- --seed ${seed} --months 0 --kills 0 --past-kills 0 --fuzz ${every}`,
  );
}
if (faults.size > 0 || !isFuzzSurvived || (figures !== null && !isFlawless(figures))) process.exitCode = 1;

function print(name: string, value: unknown): void {
  console.log(`${name.padEnd(34)} ${typeof value === 'number' ? value.toLocaleString('en') : JSON.stringify(value)}`);
}

function showProgress({ serverMonths, eventsSent }: RunStats): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${serverMonths} server-months, ${eventsSent} events`);
}

function seconds(sinceMs: number): number {
  return Math.round((performance.now() - sinceMs) / 100) / 10;
}
