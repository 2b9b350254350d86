import { expect, it } from 'vitest';
import { laneOf } from '../../src/core/snowflake.ts';
import { ownGuilds } from '../../src/gateway/own-guilds.ts';

it('belong to exactly one lane each, however often asked', () => {
  const guildIds = Array.from({ length: 40 }, (_, index) => String((BigInt(index + 7) << 22n) + 99n));
  for (const lanes of [1, 2, 5]) {
    const owners = Array.from({ length: lanes }, (_, lane) => ownGuilds(lane, lanes));
    for (const guildId of [...guildIds, ...guildIds]) {
      const own = owners.map((isOwn) => isOwn(guildId));
      expect(own).toEqual(own.map((_, lane) => lane === laneOf(guildId, lanes)));
    }
  }
});
