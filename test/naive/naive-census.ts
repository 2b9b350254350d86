import { isUncounted, type NaiveWorld } from './naive-world.ts';

/** A counter: `amount` is messages, times, members or whole voice seconds. */
export interface NaiveRow {
  readonly hour: number;
  readonly event: 'msg' | 'voice' | 'join' | 'part' | 'total_users';
  readonly user: string;
  readonly channel: string;
  readonly amount: number;
}

const hourMs = 3_600_000;

/**
 * What Census should count by member, computed a second time in the simplest way: every event is visited, and every sum
 * is a loop over all rows. It shares no code with src/. Returns all counters as of `nowMs`.
 */
export function naiveRows(world: NaiveWorld, nowMs: number): NaiveRow[] {
  const sums = new Map<string, number>();
  const add = (hour: number, event: string, user: string, channel: string, amount: number) => {
    const key = JSON.stringify([hour, event, user, channel]);
    sums.set(key, (sums.get(key) ?? 0) + amount);
  };
  const isIgnored = (channel: string) => world.ignoreChannels.includes(channel);
  const inVoice = new Map<string, { channel: string; sinceMs: number }>();
  const leave = (user: string, atMs: number) => {
    const session = inVoice.get(user);
    inVoice.delete(user);
    if (session === undefined || isIgnored(session.channel) || session.channel === world.afkChannel) return;
    for (let ms = session.sinceMs; ms < atMs; ) {
      const end = Math.min(atMs, (Math.floor(ms / hourMs) + 1) * hourMs);
      add(Math.floor(ms / hourMs), 'voice', user, session.channel, end - ms);
      ms = end;
    }
  };

  const headcounts = new Map<number, number>();
  let members = world.memberCount;
  let hour = Math.floor(world.startMs / hourMs);
  const liveUntil = (atMs: number) => {
    for (; hour <= Math.floor(atMs / hourMs); hour++) headcounts.set(hour, members);
    hour = Math.floor(atMs / hourMs);
  };
  for (const { atMs, ev, user = '', channel, amount = 1, bot = false, webhook } of world.events) {
    if (atMs > nowMs) break;
    liveUntil(atMs);
    if (ev === 'members') members = amount;
    if (ev === 'join') members += 1;
    if (ev === 'part') members -= 1;
    headcounts.set(hour, members);
    if (bot || webhook || isUncounted(world, user)) continue;
    if (ev === 'msg' && channel && !isIgnored(channel)) add(hour, 'msg', user, channel, amount);
    if (ev === 'join' || ev === 'part') add(hour, ev, '', '', 1);
    if (ev === 'part') leave(user, atMs);
    if (ev === 'voice' && inVoice.get(user)?.channel !== channel) {
      leave(user, atMs);
      if (channel) inVoice.set(user, { channel, sinceMs: atMs });
    }
  }
  liveUntil(nowMs);
  for (const user of [...inVoice.keys()]) leave(user, nowMs);

  const rows = [...sums].map(([key, amount]): NaiveRow => {
    const [rowHour, event, user, channel] = JSON.parse(key);
    return { hour: rowHour, event, user, channel, amount: event === 'voice' ? Math.floor(amount / 1000) : amount };
  });
  for (const [rowHour, amount] of headcounts) {
    rows.push({ hour: rowHour, event: 'total_users', user: '', channel: '', amount });
  }
  return rows.filter(({ amount, event }) => amount > 0 || event === 'total_users');
}

/** The columns of a report on these rows, by the names in the files. */
export function naiveReport(rows: readonly NaiveRow[], channel: string | null): Record<string, number> {
  const sum = (event: string) => rows.filter((row) => row.event === event).reduce((all, row) => all + row.amount, 0);
  const perUser = (event: string) => {
    const users = new Map<string, number>();
    for (const row of rows) {
      if (row.event !== event || (channel !== null && row.channel !== channel)) continue;
      users.set(row.user, (users.get(row.user) ?? 0) + row.amount);
    }
    return [...users.values()].filter((amount) => amount > 0);
  };
  const messages = perUser('msg');
  const hours = perUser('voice').map((seconds) => seconds / 3600);
  const last = rows.filter((row) => row.event === 'total_users').sort((a, b) => a.hour - b.hour);
  return {
    'Total users': last.at(-1)?.amount ?? 0,
    'Active users': messages.length,
    'Voice users': hours.length,
    Joins: sum('join'),
    Parts: sum('part'),
    Messages: total(messages),
    'Messages/user': mean(messages),
    'Messages/user (stdev)': sampleDeviation(messages),
    'Voice man-hours': total(hours),
    'Voice hours/user': mean(hours),
    'Voice hours/user (stdev)': sampleDeviation(hours),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : total(values) / values.length;
}

function sampleDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(total(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
}
