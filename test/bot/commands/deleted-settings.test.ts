import { describe, expect, it } from 'vitest';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom } from '../../simulator/server/stage.ts';
import { type CensusStage, censusStage } from './census-stage.ts';

const helpers = '600000000000000007';

const contentOf = async (answers: ReturnType<CensusStage['type']>) => (await answers)[0]?.content ?? '';

describe('once all mod channels are deleted', () => {
  it('moderators are asked to set one, and /status answers only them', async () => {
    const on = await censusStage();
    on.server.channels.delete(modRoom);
    await on.settled();
    const place = { channelId: general };
    expect(await contentOf(on.type('.report full all today', place))).toMatch(/^No mod channel is set yet\. .*`\.$/);
    const [status] = await on.slash('status', {}, place);
    expect(status?.isEphemeral).toBe(true);
    expect(status?.content).toContain('No mod channel is left. Set one with `/settings mod_channel:`.');
    expect(await contentOf(on.slash('status', {}, { ...place, userId: bob }))).toContain('Only moderators');
    const [shown] = await on.slash('settings', {}, place);
    expect(shown?.content).toContain('Next: choose where Census answers');
    await on.slash('settings', { mod_channel: general }, place);
    expect(await contentOf(on.slash('status', {}, place))).not.toContain('Deleted');
    expect((await on.type('.report full all today', place))[0]?.embeds).toHaveLength(1);
    expect(on.log).toEqual([]);
  });
});

describe('once all mod roles are deleted', () => {
  it('members who manage the server may ask again, and /status says why', async () => {
    const on = await censusStage();
    on.server.guilds.setRole(guildId, { id: helpers, name: 'helpers', permissions: 0n });
    await on.slash('settings', { mod_role: helpers });
    expect(await contentOf(on.type('.status'))).toBe('Only moderators may use that command.');
    expect(await on.suggestions('report', 'channel', '#gen')).toEqual([]);
    on.server.guilds.deleteRole(guildId, helpers);
    await on.settled();
    expect(await contentOf(on.type('.status'))).toContain('No mod role is left');
    expect((await on.type('.report full all today'))[0]?.embeds).toHaveLength(1);
    expect(await on.suggestions('report', 'channel', '#gen')).toEqual(['#general']);
    expect(await contentOf(on.type('.status', { userId: bob }))).toBe('Only moderators may use that command.');
    expect(on.log).toEqual([]);
  });
});

describe('an opt-out role that was deleted', () => {
  it('is no longer offered to members', async () => {
    const on = await censusStage();
    on.server.guilds.setRole(guildId, { id: helpers, name: 'no-stats', permissions: 0n });
    await on.slash('settings', { opt_out_role: helpers });
    on.server.guilds.deleteRole(guildId, helpers);
    await on.settled();
    expect(await contentOf(on.slash('privacy', {}, { userId: bob }))).not.toContain('<@&');
    expect(await contentOf(on.type('.status'))).toContain('Deleted, but still set: the opt-out role.');
  });
});

describe('outside of the mod channels', () => {
  it('a moderator, and nobody else, is told where to ask', async () => {
    const on = await censusStage();
    const inGeneral = (userId: string) => contentOf(on.type('.report full all today', { userId, channelId: general }));
    expect(await inGeneral(alice)).toBe(`Ask me in <#${modRoom}>.`);
    expect(await inGeneral(bob)).toBe('Only moderators may use that command.');
  });

  it('/status answers moderators, visible only to them; in a mod channel all see it', async () => {
    const on = await censusStage();
    const [there] = await on.slash('status', {}, { channelId: general });
    expect([there?.isEphemeral, there?.content]).toEqual([true, expect.stringContaining('Counting since')]);
    expect((await on.slash('status'))[0]?.isEphemeral).toBe(false);
    expect(await contentOf(on.type('.status', { channelId: general }))).toContain('Ask me in');
  });
});
