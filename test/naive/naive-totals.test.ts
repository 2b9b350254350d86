import { expect, it } from 'vitest';
import { naiveTotals } from './naive-totals.ts';
import type { NaiveEvent, NaiveWorld } from './naive-world.ts';

/** A Thursday. */
const startMs = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const day = startMs / dayMs;
const january = 2026 * 12;
const [ann, bob, eve, app] = ['ann', 'bob', 'eve', 'app'];

function world(events: readonly NaiveEvent[], settings: Partial<NaiveWorld> = {}): NaiveWorld {
  const nothing = { ignoreUsers: [], ignoreChannels: [], afkChannel: null };
  return { startMs, memberCount: 10, ...nothing, ...settings, events };
}

/** The totals of a metric as `start channel key: amount`. The start is in its own unit, from the start of the year. */
function totalsOf(metric: string, told: NaiveWorld, nowMs = startMs + 20 * dayMs): string[] {
  const first: Record<string, number> = { online: day * 24, reply_delay: january, moderator_cover: january };
  const monthly = ['newcomer_way', 'cohort', 'days_active', 'top_tenth', 'regular_writer'];
  const from = monthly.includes(metric) ? january : (first[metric] ?? day);
  return naiveTotals(told, nowMs)
    .filter((total) => total.metric === metric)
    .map(({ start, channel, key, amount }) => `${start - from} ${channel} ${key}: ${amount}`);
}

function at(ms: number, event: Omit<NaiveEvent, 'atMs'>): NaiveEvent {
  return { atMs: startMs + ms, ...event };
}

const said = { ev: 'msg', user: ann, channel: 'hall' } as const;

it('a message may be of several kinds, and counts for the channel of its thread', () => {
  const told = world([
    at(0, { ...said, id: 'm1', stickers: ['wave'], text: 'see https://example.org' }),
    at(1000, { ...said, user: bob, reply: 'm1', thread: 'idea' }),
    at(2000, { ...said, forward: 'm1', channel: 'yard' }),
    at(3000, { ...said, under: 'm1', speech: 3 }),
    at(dayMs, { ...said, poll: 'Pizza?', amount: 2 }),
    at(dayMs, { ...said, text: 'www.example.org is no link' }),
  ]);
  expect(totalsOf('message_kind', told)).toEqual([
    '0 hall link: 1',
    '0 hall reply: 1',
    '0 hall sticker: 1',
    '0 hall thread: 2',
    '0 hall voice_message: 1',
    '0 yard forward: 1',
    '1 hall poll: 2',
  ]);
});

it('messages of apps, webhooks, ignored and opted-out people count nowhere, nor do those in an ignored channel', () => {
  const what = { reply: 'm1', files: ['image/png'], text: 'https://example.org', stickers: ['wave'] };
  const told = world(
    [
      at(0, { ...said, id: 'm1' }),
      at(5000, { ...said, ...what, user: app, bot: true }),
      at(5000, { ...said, ...what, user: app, webhook: true }),
      at(5000, { ...said, ...what, user: bob }),
      at(5000, { ...said, ...what, user: eve }),
      at(5000, { ...said, ...what, channel: 'cellar' }),
    ],
    { ignoreUsers: [bob], optedOut: [eve], ignoreChannels: ['cellar'] },
  );
  expect(naiveTotals(told, startMs + dayMs)).toEqual([]);
});

it('files have classes by the first half of their type, and a voice message is audio', () => {
  const told = world([
    at(0, { ...said, files: ['image/png', 'image/gif', 'video/mp4', 'application/pdf'] }),
    at(1, { ...said, files: ['text/plain', 'audio/mpeg'] }),
    at(2, { ...said, speech: 4 }),
  ]);
  expect(totalsOf('attachment', told)).toEqual([
    '0 hall audio: 2',
    '0 hall image: 2',
    '0 hall other: 2',
    '0 hall video: 1',
  ]);
});

it('a link counts for the narrowest domain in the settings, once per message', () => {
  const text = 'https://a.wiki.org/x http://wiki.org https://de.m.wiki.org https://notwiki.org https://x.y';
  const told = world([at(0, { ...said, text }), at(1, { ...said, user: bob, text: 'https://wiki.org' })], {
    linkDomains: ['wiki.org', 'm.wiki.org'],
  });
  expect(totalsOf('link_domain', told)).toEqual(['0  m.wiki.org: 1', '0  other: 1', '0  wiki.org: 2']);
});

it('a reply has a delay of a power of two of seconds, if another person wrote the message that it answers', () => {
  const told = world(
    [
      at(0, { ...said, id: 'm1' }),
      at(0, { ...said, id: 'robot', user: app, bot: true }),
      at(0, { ...said, id: 'hers', user: eve }),
      at(400, { ...said, user: bob, reply: 'm1' }),
      at(1999, { ...said, user: bob, reply: 'm1' }),
      at(2000, { ...said, user: bob, reply: 'm1' }),
      at(3999, { ...said, user: bob, reply: 'm1' }),
      at(4000, { ...said, user: bob, reply: 'm1' }),
      at(3600_000, { ...said, user: bob, reply: 'm1' }),
      at(5000, { ...said, reply: 'm1' }),
      at(5000, { ...said, reply: 'robot' }),
      at(5000, { ...said, reply: 'hers' }),
    ],
    { optedOut: [eve] },
  );
  expect(totalsOf('reply_delay', told)).toEqual(['0 hall 0: 2', '0 hall 1: 2', '0 hall 11: 1', '0 hall 2: 1']);
});

it('reactions count by emoji and day, each once per person and message', () => {
  const react = { ev: 'react', user: bob, to: 'm1', emoji: '👍' } as const;
  const told = world(
    [
      at(0, { ...said, id: 'm1' }),
      at(0, { ...said, id: 'm2', channel: 'cellar' }),
      at(1, react),
      at(2, react),
      at(3, { ...react, emoji: ':party:' }),
      at(4, { ...react, user: ann }),
      at(5, { ...react, user: eve }),
      at(6, { ...react, user: app, bot: true }),
      at(7, { ...react, to: 'm2' }),
      at(8, { ...react, to: 'never written' }),
      at(dayMs, { ...react, user: ann, emoji: '🐈' }),
    ],
    { ignoreUsers: [eve], ignoreChannels: ['cellar'] },
  );
  expect(totalsOf('reaction', told)).toEqual(['0  :party:: 1', '0  👍: 2', '1  🐈: 1']);
});

it('the peak in voice is the most people at once, also over midnight', () => {
  const voice = (user: string, channel: string | null) => ({ ev: 'voice', user, channel }) as const;
  const told = world(
    [
      at(hourMs, voice(ann, 'stage')),
      at(hourMs, { ...voice(app, 'stage'), bot: true }),
      at(2 * hourMs, voice(bob, 'stage')),
      at(2 * hourMs, voice(eve, 'stage')),
      at(3 * hourMs, voice(bob, 'lounge')),
      at(4 * hourMs, voice(bob, 'asleep')),
      at(5 * hourMs, voice(bob, 'lounge')),
      at(6 * hourMs, voice(ann, null)),
      at(dayMs + hourMs, { ev: 'part', user: bob }),
      at(3 * dayMs, voice(ann, 'asleep')),
    ],
    { ignoreUsers: [eve], afkChannel: 'asleep' },
  );
  expect(totalsOf('voice_peak', told)).toEqual(['0  : 2', '1  : 1']);
});

it('the number of members online is the last one of an hour that Census asked for', () => {
  const onlineAskedMs = [0, 10 * minuteMs, 50 * minuteMs, 3 * hourMs].map((ms) => startMs + ms);
  const told = world([at(0, { ev: 'online', amount: 7 }), at(30 * minuteMs, { ev: 'online', amount: 9 })], {
    onlineAskedMs,
  });
  expect(totalsOf('online', told)).toEqual(['0  : 9', '3  : 9']);
  expect(totalsOf('online', told, startMs + 20 * minuteMs)).toEqual(['0  : 7']);
});

it('bans, kicks and time-outs count, but not the end of a time-out', () => {
  const told = world(
    [
      at(0, { ev: 'part', user: ann, how: 'ban', by: bob }),
      at(1, { ev: 'part', user: bob }),
      at(2, { ev: 'part', user: 'zoe', how: 'kick', by: bob }),
      at(3, { ev: 'timeout', user: 'max', by: bob, amount: 60 }),
      at(4, { ev: 'timeout', user: 'max', by: bob, amount: 0 }),
      at(5, { ev: 'timeout', user: eve, by: bob, amount: 60 }),
      at(6, { ev: 'part', user: app, how: 'kick', by: bob, bot: true }),
      at(dayMs, { ev: 'timeout', user: 'max', by: bob, amount: 60 }),
    ],
    { optedOut: [eve] },
  );
  expect(totalsOf('removal', told)).toEqual(['0  ban: 1', '0  kick: 1', '0  timeout: 1', '1  timeout: 1']);
});

it('moderators cover the hours of the week in which they wrote, while they have the role', () => {
  const weekMs = 7 * dayMs;
  const told = world(
    [
      at(0, { ev: 'roles', user: ann, roles: ['staff'] }),
      at(0, { ev: 'roles', user: bob, roles: ['fans', 'staff'] }),
      at(0, { ev: 'roles', user: eve, roles: ['fans'] }),
      ...[ann, ann, bob, eve].map((user, index) => at(hourMs + index, { ...said, user })),
      at(2 * hourMs, { ev: 'roles', user: bob, roles: [] }),
      at(weekMs + hourMs, said),
      at(weekMs + hourMs, { ...said, user: bob }),
      at(4 * dayMs - 1, said),
      at(4 * dayMs, said),
    ].sort((one, other) => one.atMs - other.atMs),
    { moderatorRoles: ['staff'] },
  );
  // Thursday, one o'clock, in two weeks; the last hour of Sunday; the first hour of Monday.
  expect(totalsOf('moderator_cover', told)).toEqual(['0  0: 1', '0  167: 1', '0  73: 3']);
});

it('newcomers are followed for seven days from their first join of a month, if the month has that many left', () => {
  const told = world([
    at(dayMs, { ev: 'join', user: ann, pending: true }),
    at(dayMs + 1, { ev: 'join', user: bob }),
    at(dayMs + 2, { ev: 'join', user: eve, pending: true }),
    at(dayMs + 3, { ev: 'pass', user: ann }),
    at(dayMs + 4, { ev: 'part', user: eve }),
    at(dayMs + 5, { ev: 'join', user: eve }),
    at(dayMs + 6, { ...said, user: eve }),
    at(2 * dayMs, { ...said, user: ann }),
    at(2 * dayMs, { ...said, user: ann }),
    at(8 * dayMs + 1, { ...said, user: bob }),
    at(8 * dayMs + 2, { ev: 'part', user: bob }),
    at(24 * dayMs, { ev: 'join', user: 'just' }),
    at(24 * dayMs + 1, { ev: 'join', user: 'late' }),
    at(25 * dayMs, { ...said, user: 'late' }),
  ]);
  const ways = ['0  joined: 4', '0  left: 1', '0  passed: 3', '0  wrote: 1'];
  expect(totalsOf('newcomer_way', told, startMs + 40 * dayMs)).toEqual(ways);
  expect(totalsOf('newcomer_way', told, startMs + dayMs + 1)).toEqual(['0  joined: 2', '0  passed: 1']);
});

it('an ended month has its active people by the month in which they joined, with small groups merged', () => {
  const joins = [2, 2, 2, 2, 2, 2, 5, 5, 5, 5, 5, 7, 7, 8, 8, 8];
  const joinedMs = (user: string) => Date.UTC(2025, joins[Number(user)] ?? 0, 3);
  const people = joins.map((_, index) => String(index));
  const speak = [
    at(5, { ev: 'voice', user: '0', channel: 'stage' }),
    at(1004, { ev: 'voice', user: '0', channel: null }),
  ];
  const wrote = (some: readonly string[]) => some.map((user) => at(dayMs, { ...said, user }));
  const all = world([...wrote(people.slice(1)), ...speak], { joinedMs });
  const february = Date.UTC(2026, 1, 1);
  expect(totalsOf('cohort', all, february)).toEqual(['0  2025-03: 5', '0  2025-06: 5', '0  other: 5']);
  expect(totalsOf('cohort', all, february - 1)).toEqual([]);
  const few = world(wrote(people.slice(0, 13)), { joinedMs });
  expect(totalsOf('cohort', few, february)).toEqual(['0  2025-03: 6', '0  other: 7']);
  expect(totalsOf('cohort', world(wrote(['0', '6']), { joinedMs }), february)).toEqual([]);
});

it('an ended month has the spread of its messages and days over people, with small groups merged', () => {
  const february = Date.UTC(2026, 1, 1);
  /** The first person writes twice on one day, the next one on two days, and so on. */
  const written = (people: number) =>
    Array.from({ length: people }, (_, index) =>
      Array.from({ length: index + 1 }, (_, nth) => at(nth * dayMs, { ...said, user: `p${index}`, amount: 2 })),
    ).flat();
  const byTime = (events: readonly NaiveEvent[]) => events.toSorted((one, other) => one.atMs - other.atMs);
  const talk = (user: string, ms: number) => [
    at(20 * dayMs, { ev: 'voice', user, channel: 'stage' }),
    at(20 * dayMs + ms, { ev: 'voice', user, channel: null }),
  ];
  // One person on one day, four on two to five, six on six to eleven; p4 on one more day, and q on a day.
  const told = world([...byTime(written(11)), ...talk('p4', 5000), ...talk('q', 1000), ...talk('r', 999)]);
  expect(totalsOf('days_active', told, february)).toEqual(['0  1-5: 5', '0  6-15: 7']);
  expect(totalsOf('regular_writer', told, february)).toEqual(['0  : 10']);
  expect(totalsOf('top_tenth', told, february)).toEqual([]);
  // Twenty people on 1 to 20 days: 1; 2-5: 4; 6-15: 10; 16+: 5.
  expect(totalsOf('days_active', world(byTime(written(20))), february)).toEqual([
    '0  1-5: 5',
    '0  16+: 5',
    '0  6-15: 10',
  ]);
  // Eighteen: the three on 16 and more are merged into those on fewer.
  expect(totalsOf('days_active', world(byTime(written(18))), february)).toEqual(['0  1-5: 5', '0  6+: 13']);
  expect(totalsOf('days_active', world(byTime(written(4))), february)).toEqual([]);
  expect(totalsOf('days_active', told, february - 1)).toEqual([]);

  // A tenth of forty-one people is five: those with 3 to 7 messages, while all others wrote one.
  const many = Array.from({ length: 41 }, (_, index) => {
    return at(index, { ...said, user: `p${index}`, amount: index < 36 ? 1 : index - 33 });
  });
  expect(totalsOf('top_tenth', world(many), february)).toEqual(['0  : 25']);
  expect(totalsOf('regular_writer', world(many), february)).toEqual(['0  : 5']);
});
