import { expect, it } from 'vitest';
import { connectionLines } from '../../../../src/bot/commands/status/connection-lines.ts';
import { english } from '../../../../src/render/words.ts';

const nowMs = Date.UTC(2026, 2, 9, 12);
const well = { shardId: 0, shardCount: 1, isConnected: true, waitsForSessionsUntilMs: null };
const cutOff = { ...well, isConnected: false };

it.each([
  ['nothing while the only shard is connected', well, []],
  ['nothing about the wait of another shard', { ...well, waitsForSessionsUntilMs: nowMs + 60_000 }, []],
  [
    'the shard of the server if there are several',
    { ...well, shardId: 1, shardCount: 3 },
    ['This server is on shard 1 of the shards 0 to 2.'],
  ],
  ['that it is cut off', cutOff, ['**Census is not connected to Discord.** Until it is, it sees nothing new here.']],
  [
    'when a session is allowed, rounded up to the minute',
    { ...cutOff, waitsForSessionsUntilMs: Date.UTC(2026, 2, 9, 14, 4, 20) },
    ['**Discord allows Census no new session before 14:05 UTC.** Until then it sees nothing new here.'],
  ],
  [
    'the date if it is another day, after the shard',
    { ...cutOff, shardId: 2, shardCount: 3, waitsForSessionsUntilMs: Date.UTC(2026, 2, 10, 1) },
    [
      'This server is on shard 2 of the shards 0 to 2.',
      '**Discord allows Census no new session before 10 March 2026, 01:00 UTC.** Until then it sees nothing new here.',
    ],
  ],
  [
    'only that it is cut off after a wait has ended',
    { ...cutOff, waitsForSessionsUntilMs: nowMs },
    ['**Census is not connected to Discord.** Until it is, it sees nothing new here.'],
  ],
] as const)('/status says %s', (_what, state, lines) => {
  expect(connectionLines(state, nowMs, english)).toEqual(lines);
});
