import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PermissionFlagsBits } from '@discordjs/core';
import type { WorldEvent } from './world-event.ts';
import type { World } from './world-file.ts';

/** Records events into a world folder that `readWorld` can read. */
export class WorldRecorder {
  readonly #directory: string;
  readonly #world: Omit<World, 'events' | 'endMs'>;
  readonly #events: number;

  /** Begins the folder, and creates it if it is missing. */
  constructor(directory: string, world: Omit<World, 'events' | 'endMs'>) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#world = world;
    this.#events = openSync(join(directory, 'events.jsonl'), 'w');
  }

  /** Records an event at once, so that nothing is missing if the process is killed. */
  record({ atMs, ...event }: WorldEvent): void {
    writeSync(this.#events, `${JSON.stringify({ t: new Date(atMs).toISOString(), ...event })}\n`);
  }

  /** Completes the folder. `case.json` is written last, as a sign that all events are there. */
  finish(): void {
    closeSync(this.#events);
    const {
      name,
      channels,
      roles,
      startMs,
      initialMemberCount,
      ignoreUsers,
      ignoreChannels,
      linkDomains,
      afkChannelId,
    } = this.#world;
    const description = {
      guild_name: name,
      start: new Date(startMs ?? 0).toISOString(),
      channels,
      roles: roles.map(({ permissions, ...role }) => ({ ...role, permissions: permissionNames(permissions) })),
      initial_member_count: initialMemberCount ?? undefined,
      ignore_users: ignoreUsers,
      ignore_channels: ignoreChannels,
      link_domains: linkDomains,
      afk_channel: afkChannelId ?? undefined,
    };
    writeFileSync(join(this.#directory, 'case.json'), `${JSON.stringify(description, null, 2)}\n`);
  }
}

function permissionNames(permissions: bigint): string[] {
  return Object.entries(PermissionFlagsBits).flatMap(([name, bit]) => (permissions & bit ? [name] : []));
}
