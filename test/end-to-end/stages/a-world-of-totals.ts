import fc from 'fast-check';
import type { NaiveEvent, NaiveWorld } from '../../naive/naive-world.ts';

const hourMs = 3_600_000;

/** In the middle of a month. */
export const startMs = Date.UTC(2021, 1, 11, 9, 30);

export const channels = [
  { id: '510000000000000001', name: 'general', type: 'text' },
  { id: '510000000000000002', name: 'garden', type: 'text' },
  { id: '510000000000000003', name: 'ignored', type: 'text' },
  { id: '520000000000000001', name: 'Lounge', type: 'voice' },
  { id: '520000000000000002', name: 'Stage', type: 'voice' },
  { id: '520000000000000003', name: 'asleep', type: 'voice' },
] as const;
const texts = channels.filter(({ type }) => type === 'text').map(({ id }) => id);
const voices = channels.filter(({ type }) => type === 'voice').map(({ id }) => id);

export const roles = [
  { id: '700000000000000001', name: 'staff', permissions: ['ManageMessages'] },
  { id: '700000000000000002', name: 'fans', permissions: [] },
] as const;
const [staff, fans] = roles.map(({ id }) => id) as [string, string];

const people = Array.from({ length: 16 }, (_, index) => String(110_000_000_000_000_000n + BigInt(index)));
const ignoredUser = people[3] as string;
const robot = '190000000000000001';
/** Those who join within the world. All others have been members for years. */
const comers = people.slice(8);

const files = fc.array(fc.constantFrom('image/png', 'video/mp4', 'audio/mpeg', 'application/pdf'), {
  minLength: 1,
  maxLength: 3,
});
const link = fc.constantFrom('https://example.org/x', 'http://sub.example.org', 'https://example.com', 'see this');
const style = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ files }),
  fc.record({ text: fc.array(link, { minLength: 1, maxLength: 3 }).map((words) => words.join(' and ')) }),
  fc.record({ stickers: fc.constant(['wave']) }),
  fc.record({ speech: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ poll: fc.constant('Pizza?') }),
);

/** Something that may happen, some time after the previous step. */
const step = fc.record({
  waitMs: fc.oneof(fc.nat(5000), fc.nat(hourMs), fc.nat(24 * hourMs)),
  ev: fc.constantFrom(
    'msg',
    'msg',
    'msg',
    'msg',
    'react',
    'voice',
    'voice',
    'go',
    'come',
    'come',
    'pass',
    'timeout',
    'roles',
  ),
  user: fc.constantFrom(...people, ...people, robot),
  by: fc.constantFrom(...people),
  text: fc.constantFrom(...texts),
  voice: fc.constantFrom(...voices, null),
  style,
  how: fc.constantFrom(undefined, 'kick', 'ban'),
  bond: fc.constantFrom('none', 'none', 'reply', 'forward', 'under', 'thread'),
  /** Which of the earlier messages is meant, counted from the last one. */
  back: fc.nat(3),
  emoji: fc.constantFrom('👍', '❤️', ':party:'),
  isSo: fc.boolean(),
});

export const steps = fc.array(step, { minLength: 40, maxLength: 160, size: 'max' });

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Turns steps into a possible world: only members act. */
export function worldOf(all: readonly Step[]): NaiveWorld {
  const away = new Set(comers);
  const events: NaiveEvent[] = [{ atMs: startMs - 1, ev: 'online', amount: 31 }];
  const messages: NaiveEvent[] = [];
  let atMs = startMs;
  for (const one of all) {
    atMs += one.waitMs + 1;
    const { user } = one;
    const isAway = away.has(user);
    const who = user === robot ? { atMs, user, bot: true } : { atMs, user };
    if (one.ev === 'come' && isAway) {
      away.delete(user);
      events.push({ ...who, ev: 'join', ...(one.isSo && { pending: true }) });
    }
    if (isAway) continue;
    if (one.ev === 'go') {
      away.add(user);
      events.push({ ...who, ev: 'part', ...(one.how && isLogged(one) && { how: one.how, by: one.by }) });
    } else if (one.ev === 'msg') {
      const message = messageOf(one, who, messages);
      messages.unshift(message);
      events.push(message);
    } else if (one.ev === 'react') {
      const to = messages[one.back]?.id;
      if (to !== undefined) events.push({ ...who, ev: 'react', to, emoji: one.emoji });
    } else if (one.ev === 'voice') events.push({ ...who, ev: 'voice', channel: one.voice });
    else if (one.ev === 'pass') events.push({ ...who, ev: 'pass' });
    else if (one.ev === 'timeout' && isLogged(one))
      events.push({ ...who, ev: 'timeout', by: one.by, amount: one.isSo ? 600 : 0 });
    else if (one.ev === 'roles') events.push({ ...who, ev: 'roles', roles: one.isSo ? [fans, staff] : [fans] });
  }
  return {
    startMs,
    memberCount: 40,
    ignoreUsers: [ignoredUser],
    ignoreChannels: ['510000000000000003'],
    afkChannel: '520000000000000003',
    moderatorRoles: [staff],
    linkDomains: ['example.org'],
    joinedMs,
    events,
  };
}

/** An entry of the audit log does not say who is an app, so Census may take a kicked or silenced one for a person. */
function isLogged({ user, ev, how }: Step): boolean {
  return user !== robot || (ev === 'go' && how === 'ban');
}

function messageOf(
  { text, style: what, bond, back }: Step,
  who: { readonly atMs: number; readonly user: string; readonly bot?: boolean },
  messages: readonly NaiveEvent[],
): NaiveEvent {
  const earlier = messages[back];
  const message = { ...who, ev: 'msg', channel: text, id: `m${messages.length}` } as const;
  if (bond === 'thread') return { ...message, ...what, thread: `the thread of ${text}` };
  if (earlier?.id === undefined || bond === 'none') return { ...message, ...what };
  if (bond === 'forward') return { ...message, forward: earlier.id };
  const { channel = text, thread, under } = earlier;
  if (bond === 'under') {
    const isInThread = thread !== undefined || under !== undefined;
    return isInThread ? { ...message, ...what } : { ...message, ...what, channel, under: earlier.id };
  }
  const place = { channel, ...(thread !== undefined && { thread }), ...(under !== undefined && { under }) };
  return { ...message, ...what, ...place, reply: earlier.id };
}

/** When members from before the world joined: the simulated Discord spreads them over its first years by their ids. */
function joinedMs(user: string): number {
  const fromMs = Date.UTC(2015, 5, 1);
  return fromMs + Number(BigInt(user) % BigInt(Date.UTC(2017, 11, 1) - fromMs));
}
