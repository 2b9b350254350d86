import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { type Month, monthName } from '../../core/time.ts';
import { laneFiles, lanesInVault } from '../../vault/at-rest/lane-files.ts';
import { SaltFile, saltDrawnAtMs } from '../../vault/at-rest/salt-file.ts';
import { duration, instantText, some } from '../io/format.ts';
import { textOfShards } from './by-shard.ts';
import { type Finding, fault, note } from './finding.ts';

/** What may be read of a lane's salt. */
export interface LaneSalt {
  readonly lane: number;
  readonly month: Month;
  /** In milliseconds since the Unix epoch, by the machine's clock. */
  readonly drawnAtMs: number;
}

/** Null if there is no complete salt, such as after a crash while it was wiped. The bot ignores such a salt, too. */
export function laneSalt(vaultDirectory: string, lane: number): LaneSalt | null {
  const path = laneFiles(vaultDirectory, lane).salt;
  const salt = new SaltFile(path).read();
  const drawnAtMs = saltDrawnAtMs(path);
  return salt === null || drawnAtMs === null ? null : { lane, month: salt.month, drawnAtMs };
}

/** The age of the salts of some lanes, of `count` lanes in all, by month. */
export function saltAges(salts: readonly LaneSalt[], count: number, nowMs: number): readonly Finding[] {
  return byMonth(salts, ({ month }) => month).map(([month, same]) => {
    const times = same.map(({ drawnAtMs }) => drawnAtMs);
    const lanes = same.map(({ lane }) => lane);
    return note(textOfShards(agesText(month, Math.min(...times), Math.max(...times), nowMs), lanes, count));
  });
}

/** The files of lanes beyond `count`, which no longer exist. The next start destroys them. */
export function leftovers(vaultDirectory: string, count: number, isRunning: boolean): readonly Finding[] {
  const lanes = lanesInVault(vaultDirectory).filter((lane) => lane >= count);
  if (lanes.length === 0) return [];
  const files = lanes.flatMap((lane) => Object.values(laneFiles(vaultDirectory, lane)));
  const names = files.filter((path) => existsSync(path)).map((path) => `vault/${basename(path)}`);
  const what = lanes.length === 1 ? 'a shard that no longer exists' : 'shards that no longer exist';
  const text = `Left of ${what}: ${some(names)}. With a salt and its hashes, members can still be identified.`;
  const start = isRunning ? 'stop the bot and start it again' : 'start the bot';
  return [fault(text, `${start}: it destroys them. If census.db is the wrong one, put the right one back first.`)];
}

/** Groups things by month, ascending. */
export function byMonth<Thing>(
  things: readonly Thing[],
  monthOf: (thing: Thing) => Month,
): readonly (readonly [month: Month, same: readonly Thing[]])[] {
  const found = new Map<Month, Thing[]>();
  for (const thing of things) {
    const month = monthOf(thing);
    const same = found.get(month) ?? [];
    found.set(month, same);
    same.push(thing);
  }
  return [...found].sort(([one], [other]) => one - other);
}

/** Shows both ends if the times differ. */
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
