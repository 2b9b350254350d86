import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { ChannelTypeName } from '../server/entities.ts';
import { type CaseFile, emptyCase, readCaseFile } from './case-file.ts';
import { csvEvents } from './csv-events.ts';
import { jsonlEvents } from './jsonl-events.ts';
import type { WorldEvent } from './world-event.ts';
import { type NamedRole, WorldNames } from './world-names.ts';
import type { WrittenEvent } from './written-event.ts';

/** A recorded world: a guild and its events. */
export interface World {
  readonly name: string;
  readonly channels: readonly WorldChannel[];
  /** The roles besides @everyone. */
  readonly roles: readonly NamedRole[];
  /** When it starts, in milliseconds since the Unix epoch; null if the file does not say. */
  readonly startMs: number | null;
  /** The number of members at the start, bots included; null if the file does not say. */
  readonly initialMemberCount: number | null;
  readonly ignoreUsers: readonly Snowflake[];
  readonly ignoreChannels: readonly Snowflake[];
  /** The domains by which links are counted. */
  readonly linkDomains: readonly string[];
  readonly afkChannelId: Snowflake | null;
  /** When the last event happens, in milliseconds since the Unix epoch; null without events. */
  readonly endMs: number | null;
  /** In order of time. Each loop reads the file again. */
  readonly events: AsyncIterable<WorldEvent>;
}

export interface WorldChannel {
  readonly id: Snowflake;
  readonly name: string;
  readonly type: ChannelTypeName;
  /** The roles that see it, moderators aside; by default everyone does. */
  readonly viewerRoleIds?: readonly Snowflake[];
}

/**
 * Reads a world: a folder with `events.jsonl` and `case.json`, an `.jsonl` file, or a `.csv` file with the columns ts,
 * user and channel. Each file may be gzipped. The events are read once to find the channels and any faults, and then
 * streamed.
 *
 * @throws {UserError} with the file and line of the first fault.
 */
export async function readWorld(path: string): Promise<World> {
  const { file, description } = await locate(path);
  const names = new WorldNames();
  for (const role of description.roles) names.listRole(role);
  for (const channel of description.channels) names.list(channel);

  const written = () => (/\.csv(\.gz)?$/.test(file) ? csvEvents(file) : jsonlEvents(file));
  const { isInOrder, endMs } = await survey(written(), names);
  return {
    name: description.name ?? basename(path).replace(/\.(jsonl|csv)(\.gz)?$/, ''),
    startMs: description.startMs,
    initialMemberCount: description.initialMemberCount ?? null,
    ignoreUsers: description.ignoreUsers.map((user) => names.user(user)),
    ignoreChannels: description.ignoreChannels.map((channel) => names.channel(channel, 'text')),
    linkDomains: description.linkDomains,
    afkChannelId: description.afkChannel === undefined ? null : names.channel(description.afkChannel, 'voice'),
    channels: names.channels,
    roles: names.roles,
    endMs,
    events: { [Symbol.asyncIterator]: () => (isInOrder ? named(written(), names) : sorted(written(), names)) },
  };
}

async function locate(path: string): Promise<{ file: string; description: CaseFile }> {
  if ((await existing(path)).isDirectory()) {
    const file = join(path, 'events.jsonl');
    await existing(file);
    return { file, description: await readCaseFile(join(path, 'case.json')) };
  }
  if (!/\.(jsonl|csv)(\.gz)?$/.test(path)) {
    throw new UserError(`Expected a folder, an .jsonl file, a .csv or a .csv.gz file; got ${path}.`);
  }
  return { file: path, description: emptyCase };
}

async function existing(path: string): Promise<Stats> {
  return await stat(path).catch((cause: unknown) => {
    throw new UserError(`Expected a world at ${path}; there is no such file or folder.`, { cause });
  });
}

type Pieces = AsyncIterable<readonly WrittenEvent[]>;

/** Collects all channels and roles. Returns whether the events are in order of time, and the time of the last one. */
async function survey(pieces: Pieces, names: WorldNames): Promise<{ isInOrder: boolean; endMs: number | null }> {
  let isInOrder = true;
  let endMs: number | null = null;
  for await (const events of pieces) {
    for (const { atMs, ev, channel, roles = [] } of events) {
      isInOrder &&= endMs === null || atMs >= endMs;
      endMs = Math.max(endMs ?? atMs, atMs);
      for (const role of roles) names.role(role);
      if (typeof channel === 'string') names.channel(channel, ev === 'voice' ? 'voice' : 'text');
    }
  }
  return { isInOrder, endMs };
}

async function* named(pieces: Pieces, names: WorldNames): AsyncGenerator<WorldEvent> {
  for await (const events of pieces) for (const event of events) yield names.event(event);
}

/** Only a file that is out of order is held in memory as a whole. */
async function* sorted(pieces: Pieces, names: WorldNames): AsyncGenerator<WorldEvent> {
  const all: WorldEvent[] = [];
  for await (const event of named(pieces, names)) all.push(event);
  yield* all.sort((left, right) => left.atMs - right.atMs);
}
