import { describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { dayOf, monthOf } from '../../src/core/time.ts';
import { alice, art, bob, general, guildId } from '../cast.ts';
import { startMs } from './a-dispatcher.ts';
import { aWrittenGuild, botRole, cellar, dora, oscar, robot, rolesOf } from './a-written-guild.ts';

const day = dayOf(startMs);
const unknownThread = '530000000000000009';
const soup = { id: null, name: '🍲' };

function reaction(userId: string, fields: object = {}) {
  const member = { user: { id: userId, bot: userId === robot }, roles: rolesOf(userId) };
  return { user_id: userId, channel_id: general, message_id: '4', guild_id: guildId, member, emoji: soup, ...fields };
}

describe('a reaction', () => {
  it('is counted by its emoji, wherever in the server it is', async () => {
    const census = await aWrittenGuild({ ignoresRole: false });
    await census.dispatch('MESSAGE_REACTION_ADD', reaction(alice));
    await census.dispatch('MESSAGE_REACTION_ADD', reaction(bob, { channel_id: art }));
    await census.dispatch('MESSAGE_REACTION_ADD', reaction(bob, { emoji: { id: '81', name: 'ladle' } }));
    expect(await census.totals()).toEqual({ [`reaction ${day} 0 🍲`]: 2, [`reaction ${day} 0 <:ladle:81>`]: 1 });
  });

  it('that is taken back stays counted, and none makes anybody a member who is counted', async () => {
    const census = await aWrittenGuild({ ignoresRole: false });
    await census.flusher.flush();
    await census.dispatch('MESSAGE_REACTION_ADD', reaction(alice));
    await census.dispatch('MESSAGE_REACTION_REMOVE', reaction(alice));
    expect(await census.totals()).toEqual({ [`reaction ${day} 0 🍲`]: 1 });
    expect(census.vault.numberOf(guildId, new Person(alice))).toBe(undefined);
  });

  it.each([
    ['of an app', reaction(robot)],
    ['of a person who has opted out', reaction(oscar)],
    ['of a person with an ignored role', reaction(dora)],
    ['of a person whose roles are not told', reaction(alice, { member: undefined })],
    ['in an ignored channel', reaction(alice, { channel_id: cellar })],
    ['in a channel that may be ignored', reaction(alice, { channel_id: unknownThread })],
    ['in a direct message', reaction(alice, { guild_id: undefined, member: undefined })],
    ['in another server', reaction(alice, { guild_id: '310000000000000009' })],
    ['without an emoji', reaction(alice, { emoji: { id: null, name: null } })],
  ])('%s is not counted', async (_what, data) => {
    const census = await aWrittenGuild({ ignoresRole: true });
    await census.dispatch('MESSAGE_REACTION_ADD', data);
    expect(await census.totals()).toEqual({});
    expect(census.failures).toEqual([]);
  });

  it('whose member or channel is not told is counted where nothing is ignored', async () => {
    const census = await aWrittenGuild({ ignoresRole: false });
    const settings = { ...census.guilds.settings(guildId), ignoredChannelIds: [] };
    census.collector.changeSettings(guildId, settings, startMs);
    await census.dispatch('MESSAGE_REACTION_ADD', reaction(alice, { channel_id: unknownThread, member: undefined }));
    expect(await census.totals()).toEqual({ [`reaction ${day} 0 🍲`]: 1 });
  });

  it('after the end of the month waits for the next one', async () => {
    const census = await aWrittenGuild({ ignoresRole: false });
    const nextMs = Date.UTC(2018, 3, 1);
    await census.dispatch('MESSAGE_REACTION_ADD', reaction(alice), nextMs + 1);
    expect(await census.totals()).toEqual({});
    await census.clock.setTo(nextMs + 60_000);
    expect(census.vault.month).toBe(monthOf(nextMs));
    expect(await census.totals()).toMatchObject({ [`reaction ${dayOf(nextMs)} 0 🍲`]: 1 });
  }, 60_000);
});

describe('a removal', () => {
  const at = firstSnowflakeAt(startMs);
  const entry = (action_type: number, fields: object = {}) => {
    return { guild_id: guildId, id: at, action_type, target_id: alice, user_id: bob, ...fields };
  };
  const until = (new_value: unknown) => ({ changes: [{ key: 'communication_disabled_until', new_value }] });
  const later = new Date(startMs + 60_000).toISOString();

  it.each([
    ['ban', 'GUILD_BAN_ADD', { guild_id: guildId, user: { id: alice } }],
    ['kick', 'GUILD_AUDIT_LOG_ENTRY_CREATE', entry(20)],
    ['timeout', 'GUILD_AUDIT_LOG_ENTRY_CREATE', entry(24, until(later))],
  ])('is counted: %s', async (way, event, data) => {
    const census = await aWrittenGuild({ ignoresRole: false });
    await census.dispatch(event, data);
    expect(await census.totals()).toEqual({ [`removal ${day} 0 ${way}`]: 1 });
  });

  it.each([
    ['the end of a timeout', entry(24, { changes: [{ key: 'communication_disabled_until', old_value: later }] })],
    ['a timeout until before now', entry(24, until(new Date(startMs - 1).toISOString()))],
    ['a timeout until never', entry(24, until('never'))],
    ['another change of a member', entry(24, { changes: [{ key: 'nick', new_value: later }] })],
    ['a change without changes', entry(24)],
    ['changes that are none', entry(24, { changes: 'all' })],
    ['the entry of a ban, which is told otherwise', entry(22)],
    ['an entry of another kind', entry(72, { target_id: null, changes: undefined })],
    ['a kick of nobody', entry(20, { target_id: null })],
    ['a kick of a person who has opted out', entry(20, { target_id: oscar })],
    ['a kick of an app that is known', entry(20, { target_id: robot })],
  ])('is not %s', async (_what, data) => {
    const census = await aWrittenGuild({ ignoresRole: false });
    await census.tell('GUILD_ROLE_CREATE', {
      guild_id: guildId,
      role: { id: botRole, permissions: '8', tags: { bot_id: robot } },
    });
    await census.tell('GUILD_ROLE_DELETE', { guild_id: guildId, role_id: botRole });
    await census.dispatch('GUILD_AUDIT_LOG_ENTRY_CREATE', data);
    expect(await census.totals()).toEqual({});
    expect(census.refusals.all()).toEqual([]);
    expect(census.failures).toEqual([]);
  });

  it.each([{ id: robot, bot: true }, { id: oscar }])('is not a ban of %j', async (user) => {
    const census = await aWrittenGuild({ ignoresRole: false });
    await census.dispatch('GUILD_BAN_ADD', { guild_id: guildId, user });
    expect(await census.totals()).toEqual({});
  });
});
