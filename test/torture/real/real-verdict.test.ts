import { describe, expect, it } from 'vitest';
import { type ExportedRow, judge } from './real-verdict.ts';
import type { RealWorld } from './real-world.ts';

const startMs = Date.UTC(2026, 2, 5, 10);
const minute = (minutes: number) => startMs + minutes * 60_000;

/**
 * Alice has written three messages and was in the lobby from minute 0 to 20; Bob has written one and stayed until 50.
 */
const world: RealWorld = {
  events: 10,
  messages: ['alice', 'alice', 'alice', 'bob'].map((user) => ({ user, channel: '#general', atMs: minute(1) })),
  stays: [
    { user: 'alice', channel: '#lobby', fromMs: minute(0), toMs: minute(20) },
    { user: 'bob', channel: '#lobby', fromMs: minute(0), toMs: minute(50) },
  ],
  joins: 1,
  parts: 0,
  headcount: 11,
  userIds: ['alice', 'bob'],
};

const period = '2026-03-05T10:00:00Z';
const row = (event: string, token: string, channel: string, count: number): ExportedRow => {
  return { period, event, token, channel, count };
};
const truth = [
  row('join', '', '', 1),
  row('msg', 'a1', '#general', 3),
  row('msg', 'b2', '#general', 1),
  row('total_users', '', '', 11),
  row('voice', 'a1', '#lobby', 20 * 60),
  row('voice', 'b2', '#lobby', 50 * 60),
];

function verdictOn(rows: readonly ExportedRow[], sight: Partial<Parameters<typeof judge>[2]> = {}) {
  return judge(world, rows, { gaps: [], aways: [], endMs: minute(60), ...sight });
}

/** The truth with one row replaced by others. */
function instead(event: string, token: string, ...rows: readonly ExportedRow[]): ExportedRow[] {
  return truth.flatMap((one) => (one.event === event && one.token === token ? rows : [one]));
}

const flawless = {
  messagesSent: 4,
  messagesCounted: 4,
  messagesLost: 0,
  messagesTooMany: 0,
  membersUnlike: 0,
  voiceSecondsTooMany: 0,
  voiceSecondsTooFew: 0,
  voiceSecondsUndated: 0,
  joinsAndPartsTooMany: 0,
  headcountError: 0,
};

describe('a verdict', () => {
  it('accepts the truth', () => {
    expect(verdictOn(truth)).toEqual(flawless);
  });

  it.each([
    ['a lost message', instead('msg', 'a1', row('msg', 'a1', '#general', 2)), { messagesLost: 1, membersUnlike: 1 }],
    ['a message too many', instead('msg', 'b2', row('msg', 'b2', '#general', 2)), { messagesTooMany: 1 }],
    [
      "one that was given to another's count",
      [
        ...instead('msg', 'a1', row('msg', 'a1', '#general', 2)).filter(
          ({ token, event }) => token !== 'b2' || event !== 'msg',
        ),
        row('msg', 'b2', '#general', 2),
      ],
      { messagesLost: 0, membersUnlike: 2 },
    ],
    [
      'one member under two tokens',
      instead('msg', 'a1', row('msg', 'a1', '#general', 2), row('msg', 'c3', '#general', 1)),
      { membersUnlike: 1 },
    ],
    [
      'one in another channel',
      instead('msg', 'b2', row('msg', 'b2', '#music', 1)),
      { messagesLost: 1, messagesTooMany: 1 },
    ],
    [
      'voice that nobody had',
      instead('voice', 'b2', row('voice', 'b2', '#lobby', 60 * 60)),
      { voiceSecondsTooMany: 598 },
    ],
    ['voice that is missing', instead('voice', 'a1'), { voiceSecondsTooFew: 1198, voiceSecondsUndated: 1198 }],
    ['a join too many', instead('join', '', row('join', '', '', 3)), { joinsAndPartsTooMany: 2 }],
    ['a wrong headcount', instead('total_users', '', row('total_users', '', '', 9)), { headcountError: 2 }],
  ] as const)('finds %s', (_what, rows, faults) => {
    expect(verdictOn(rows)).toMatchObject(faults);
  });

  it('accepts missing voice within a gap, and within an absence that no gap shows', () => {
    const rows = instead('voice', 'b2', row('voice', 'b2', '#lobby', 40 * 60));
    const absence = [{ fromMs: minute(25), toMs: minute(35) }];
    expect(verdictOn(rows, { gaps: absence })).toEqual(flawless);
    expect(verdictOn(rows, { aways: absence })).toEqual({ ...flawless, voiceSecondsUndated: 598 });
  });
});
