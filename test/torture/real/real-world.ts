import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A span of time of a member in a voice channel; milliseconds since the Unix epoch. */
export interface Stay {
  readonly user: string;
  readonly channel: string;
  readonly fromMs: number;
  /** Infinite if the member is still there. */
  readonly toMs: number;
}

/** What really happened, as the simulator recorded it. Channels are written as in an export: `#general`. */
export interface RealWorld {
  readonly events: number;
  readonly messages: readonly { readonly user: string; readonly channel: string; readonly atMs: number }[];
  readonly stays: readonly Stay[];
  readonly joins: number;
  readonly parts: number;
  /** The number of members at the end, apps included. */
  readonly headcount: number;
  /** The ids of all users, apps included. */
  readonly userIds: readonly string[];
}

interface Event {
  readonly t: string;
  readonly ev: string;
  readonly user?: string;
  readonly channel?: string | null;
  readonly bot?: boolean;
}

/** Reads a world folder in the simplest way, without the bot's code. */
export function readRealWorld(directory: string): RealWorld {
  const { channels, initial_member_count: initial } = JSON.parse(readFileSync(join(directory, 'case.json'), 'utf8'));
  const labels = new Map<string, string>(
    channels.map(({ id, name }: { id: string; name: string }) => [id, `#${name}`]),
  );
  const lines = readFileSync(join(directory, 'events.jsonl'), 'utf8').split('\n').filter(Boolean);
  const events = lines.map((line): Event => JSON.parse(line));
  const ofPeople = events.filter((event) => event.bot !== true);
  const joins = ofPeople.filter(({ ev }) => ev === 'join').length;
  const parts = ofPeople.filter(({ ev }) => ev === 'part').length;
  return {
    events: events.length,
    messages: ofPeople
      .filter(({ ev }) => ev === 'msg')
      .map(({ t, user = '', channel }) => ({
        user,
        channel: labels.get(channel ?? '') ?? '',
        atMs: Date.parse(t),
      })),
    stays: staysOf(ofPeople, labels),
    joins,
    parts,
    headcount: initial + joins - parts,
    userIds: [...new Set(events.flatMap(({ user }) => (user === undefined ? [] : [user])))],
  };
}

function staysOf(events: readonly Event[], labels: ReadonlyMap<string, string>): Stay[] {
  const stays: Stay[] = [];
  const present = new Map<string, Omit<Stay, 'toMs'>>();
  for (const { t, ev, user = '', channel } of events) {
    const atMs = Date.parse(t);
    const stay = present.get(user);
    const label = ev === 'voice' ? labels.get(channel ?? '') : undefined;
    const isGone = ev === 'part' || (ev === 'voice' && label !== stay?.channel);
    if (stay !== undefined && isGone) {
      stays.push({ ...stay, toMs: atMs });
      present.delete(user);
    }
    if (label !== undefined && !present.has(user)) present.set(user, { user, channel: label, fromMs: atMs });
  }
  return [...stays, ...[...present.values()].map((stay) => ({ ...stay, toMs: Number.POSITIVE_INFINITY }))];
}
