import { defaultGuildSettings } from '../../src/core/guild-settings.ts';
import type { Batch } from '../../src/store/batch.ts';
import type { PeopleChanges } from '../../src/store/people-store.ts';
import type { Guild } from '../../src/store/records.ts';

/** A batch with only the given changes. */
export function aBatch(number: number, changes: Partial<Batch> = {}): Batch {
  return {
    number,
    observedUntilMs: number * 1000,
    gatewayPosition: null,
    guilds: [],
    channels: [],
    threads: [],
    members: [],
    deltas: [],
    totals: [],
    lowered: [],
    trial: [],
    voiceSessions: null,
    messagePositions: [],
    gaps: [],
    memberLists: null,
    ...changes,
  };
}

export function aGuild(id: string, changes: Partial<Guild> = {}): Guild {
  return {
    id,
    name: `guild ${id}`,
    settings: defaultGuildSettings,
    afkChannelId: null,
    headcount: 12,
    firstConnectedMs: 1000,
    leftMs: null,
    wasGreeted: false,
    catchUpFromMs: 1000,
    ...changes,
  };
}

/** No changes of people. */
export const nobody: PeopleChanges = { month: 0, records: [] };
