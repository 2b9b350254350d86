import { describe, expect, it } from 'vitest';
import { alice, bob } from '../../cast.ts';
import { type ConnectedApp, tenMinutes } from '../stages/ten-minutes.ts';

const quiet = '710000000000000001';

/** Alice has been in the lobby for ten minutes, Bob for eight. There is a role that no one has. */
async function aRole(settings: Record<string, string>): Promise<ConnectedApp> {
  const census = await tenMinutes();
  census.server.guilds.setRole(census.guildId, { id: quiet, name: 'quiet', permissions: 0n });
  if (Object.keys(settings).length > 0) await census.ask('settings', settings);
  return census;
}

async function setRoles({ server, guildId, ask }: ConnectedApp, user: string, roles: readonly string[]): Promise<void> {
  server.members.setRoles(guildId, user, roles);
  await ask('status');
}

async function minutesInLobby(census: ConnectedApp): Promise<number[]> {
  const { voice } = await census.counted();
  return voice.map((line) => Number(line.split(' ')[1]));
}

describe('voice of a member who takes an uncounted role', { timeout: 30_000 }, () => {
  it.each(['ignored_role', 'opt_out_role'])(
    'ends at that instant, and continues when the role is removed: %s',
    async (kind) => {
      const census = await aRole({ [kind]: quiet });
      await census.until(12);
      await setRoles(census, alice, [quiet]);
      await census.until(20);
      await setRoles(census, alice, []);
      await census.until(30);
      expect(await minutesInLobby(census)).toEqual([12 + 10, 28]);
    },
  );

  it('ends even if an earlier process met them', async () => {
    const census = await aRole({ ignored_role: quiet });
    await census.stop();
    await census.startUnseen();
    await census.until(12);
    await setRoles(census, alice, [quiet]);
    await census.until(30);
    expect(await minutesInLobby(census)).toEqual([12, 28]);
  });

  it('is checked once an hour if Discord does not report role changes', async () => {
    const census = await aRole({ ignored_role: quiet });
    await census.stop();
    census.server.settings.privilegedIntents = { guildMembers: false, messageContent: true, presences: false };
    await census.startUnseen();
    await census.ask('status');
    await census.until(20);
    await setRoles(census, alice, [quiet]);
    await census.until(60.5);
    await census.settle();
    await census.until(90);
    const [alices = 0, bobs = 0] = await minutesInLobby(census);
    expect(alices).toBeGreaterThanOrEqual(60 - 1);
    expect(alices).toBeLessThanOrEqual(60.5);
    expect(bobs).toBeGreaterThanOrEqual(88 - 1);
  });
});

describe('a setting of uncounted roles', { timeout: 30_000 }, () => {
  it.each(['ignored_role', 'opt_out_role'])('applies from that instant to people in voice: %s', async (kind) => {
    const census = await aRole({});
    await setRoles(census, bob, [quiet]);
    await census.until(12);
    await census.ask('settings', { [kind]: quiet });
    await census.until(20);
    await census.ask('settings', { [kind]: quiet, remove: 'true' });
    await census.until(30);
    expect(await minutesInLobby(census)).toEqual([10 + 10, 30]);
  });

  it('applies to people whom an earlier process met, once a new session has sent who is in voice', async () => {
    const census = await aRole({});
    await setRoles(census, bob, [quiet]);
    await census.stop();
    await census.startUnseen();
    await census.until(12);
    const reconnected = census.attempts(1);
    await census.ask('settings', { ignored_role: quiet });
    await reconnected; // Questions before that go to the old session.
    await census.server.connected();
    await census.ask('status');
    await census.until(30);
    const [bobs = 0, alices = 0] = await minutesInLobby(census);
    expect(alices).toBeGreaterThan(28);
    expect(bobs).toBe(10);
  });
});
