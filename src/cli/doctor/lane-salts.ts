import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { type Month, monthName } from '../../core/time.ts';
import { laneFiles, lanesInVault } from '../../vault/at-rest/lane-files.ts';
import { SaltFile, saltDrawnAtMs } from '../../vault/at-rest/salt-file.ts';
import { byMonth } from './by-month.ts';
import { textOfShards } from './by-shard.ts';
import { type Finding, fault, note } from './finding.ts';
import { duration, instantText, some } from './format.ts';

/** The salt of a lane, as far as it may be looked at. */
export interface LaneSalt {
  readonly lane: number;
  readonly month: Month;
  /** In milliseconds since the Unix epoch, by the machine's clock. */
  readonly drawnAtMs: number;
}

/** Null where there is no whole salt, as after a crash while it was wiped: the bot takes that for none, too. */
export function laneSalt(vaultDirectory: string, lane: number): LaneSalt | null {
  const path = laneFiles(vaultDirectory, lane).salt;
  const salt = new SaltFile(path).read();
  const drawnAtMs = saltDrawnAtMs(path);
  return salt === null || drawnAtMs === null ? null : { lane, month: salt.month, drawnAtMs };
}

/** How old the salts of some lanes are, out of so many lanes: month by month. */
export function saltAges(salts: readonly LaneSalt[], count: number, nowMs: number): readonly Finding[] {
  return byMonth(salts, ({ month }) => month).map(([month, same]) => {
    const times = same.map(({ drawnAtMs }) => drawnAtMs);
    const lanes = same.map(({ lane }) => lane);
    return note(textOfShards(agesText(month, Math.min(...times), Math.max(...times), nowMs), lanes, count));
  });
}

/** What is left of lanes that are no more, where there are so many: the next start destroys it. */
export function leftovers(vaultDirectory: string, count: number, isRunning: boolean): readonly Finding[] {
  const lanes = lanesInVault(vaultDirectory).filter((lane) => lane >= count);
  if (lanes.length === 0) return [];
  const files = lanes.flatMap((lane) => Object.values(laneFiles(vaultDirectory, lane)));
  const names = files.filter((path) => existsSync(path)).map((path) => `vault/${basename(path)}`);
  const what = lanes.length === 1 ? 'a shard that is no more' : 'shards that are no more';
  const text = `Left of ${what}: ${some(names)}. With a salt and its hashes a person can still tell who is who.`;
  const start = isRunning ? 'stop the bot and start it again' : 'start the bot';
  return [fault(text, `${start}: it destroys them. If census.db is not the right one, put that back first.`)];
}

/** Where the times differ, both ends are told. */
function agesText(month: Month, earliestMs: number, latestMs: number, nowMs: number): string {
  const age = duration(Math.max(nowMs - earliestMs, 0));
  if (instantText(earliestMs) === instantText(latestMs)) {
    return `The salt of ${monthName(month)} was drawn at ${instantText(earliestMs)} UTC, ${age} ago.`;
  }
  return (
    `The salts of ${monthName(month)}, one a shard, were drawn from ${instantText(earliestMs)} to ${instantText(latestMs)} UTC, ` +
    `the first ${age} ago.`
  );
}
