import { expect, it } from 'vitest';
import { connectionLines } from '../../../src/bot/commands/connection-lines.ts';

const nowMs = Date.UTC(2026, 2, 9, 12);
const well = { shardId: 0, shardCount: 1, isConnected: true, waitsForSessionsUntilMs: null };
const cutOff = { ...well, isConnected: false };

it.each([
  ['nothing while all is well on the only shard', well, []],
  ['nothing of a wait that is not its own', { ...well, waitsForSessionsUntilMs: nowMs + 60_000 }, []],
  [
    'which shard a server is on, where there are several',
    { ...well, shardId: 1, shardCount: 3 },
    ['This server is on shard 1 of the shards 0 to 2.'],
  ],
  [
    'that it is cut off',
    cutOff,
    ['**Census is not connected to Discord:** until it is again, nothing new is seen here.'],
  ],
  [
    'until when it has to wait for a session, rounded up to the minute',
    { ...cutOff, waitsForSessionsUntilMs: Date.UTC(2026, 2, 9, 14, 4, 20) },
    ['**Discord allows Census no new session before 14:05 UTC:** until then nothing new is seen here.'],
  ],
  [
    'the date of another day, and the shard before it',
    { ...cutOff, shardId: 2, shardCount: 3, waitsForSessionsUntilMs: Date.UTC(2026, 2, 10, 1) },
    [
      'This server is on shard 2 of the shards 0 to 2.',
      '**Discord allows Census no new session before 2026-03-10 01:00 UTC:** until then nothing new is seen here.',
    ],
  ],
  [
    'of a wait that is over nothing but that it is cut off',
    { ...cutOff, waitsForSessionsUntilMs: nowMs },
    ['**Census is not connected to Discord:** until it is again, nothing new is seen here.'],
  ],
] as const)('/status says %s', (_what, state, lines) => {
  expect(connectionLines(state, nowMs)).toEqual(lines);
});
