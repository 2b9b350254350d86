import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

const guildId = '310000000000000001';
const monthMs = 31 * 24 * 3_600_000;

test('a member from before joined long ago, in a world of any time', () => {
  const time = fc.integer({ min: Date.UTC(2015, 1, 1), max: Date.UTC(2030, 0, 1) });
  fc.assert(
    fc.property(time, fc.bigInt(10n ** 17n, 10n ** 18n), (startMs, userId) => {
      const server = new DiscordServer({ clock: new SimulatedClock(startMs) });
      server.guilds.create({ id: guildId, name: 'Kitchen', memberCount: 3, channels: [] });
      const { joinedAtMs } = server.world.memberOf(server.world.guild(guildId), String(userId));
      expect(joinedAtMs).toBeLessThanOrEqual(startMs - monthMs);
      expect(joinedAtMs).toBeGreaterThanOrEqual(Date.UTC(2015, 0, 1));
    }),
  );
});
