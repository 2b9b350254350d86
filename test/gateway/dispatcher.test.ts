import { describe, expect, it } from 'vitest';
import { bearsCounts, dispatchShapes, type EventName, faultIn } from '../../src/gateway/dispatch-shapes.ts';
import { alice, general, guildId, lobby } from '../cast.ts';
import { aDispatcher, startMs } from './a-dispatcher.ts';
import { nonsense, someDispatches, withValueAt } from './some-dispatches.ts';

const events = Object.keys(dispatchShapes) as readonly EventName[];
const minuteMs = 60_000;

/** The guild of a dispatch, if its event carries one. */
function guildIdOf(event: EventName, data: unknown): unknown {
  const { id, guild_id: given } = Object(data);
  return given ?? (event.startsWith('GUILD_') ? id : undefined);
}

/** A dispatcher that knows the guild of {@link someDispatches} and has no changes pending. */
async function aTaughtDispatcher() {
  const census = await aDispatcher();
  await census.tell('GUILD_CREATE', someDispatches.GUILD_CREATE);
  await census.flusher.flush();
  return census;
}

describe.each(events)('%s', (event) => {
  const broken = dispatchShapes[event].paths.flatMap((path) =>
    Object.entries(nonsense).map(([what, value]) => ({
      what: `${path}: ${what}`,
      data: withValueAt(someDispatches[event], path, value),
    })),
  );

  it('that is refused changes nothing, and becomes a gap if counts may be missing', async () => {
    const census = await aTaughtDispatcher();
    const before = { ...census.takeChanges(), gaps: 0 };
    for (const { what, data } of broken.filter((one) => faultIn(event, one.data, startMs) !== null)) {
      await census.dispatch(event, data);
      const { gaps, ...changes } = census.takeChanges();
      expect({ ...changes, gaps: 0 }, what).toEqual(before);
      const isOfGuild = guildIdOf(event, data) === guildId;
      expect(gaps, what).toBe(bearsCounts(event) && isOfGuild ? 1 : 0);
    }
    expect(census.failures).toEqual([]);
  });

  it('that is accepted can be stored, whatever it contains', async () => {
    const census = await aTaughtDispatcher();
    for (const { data } of broken) await census.dispatch(event, data);
    await census.dispatch(event, someDispatches[event]);
    expect(census.failures).toEqual([]);
    await census.flusher.flush();
  });
});

describe('a refusal', () => {
  it('becomes a gap at the time of receipt, however long it has waited', async () => {
    const census = await aTaughtDispatcher();
    census.coverage.takeChanges();
    await census.dispatch('GUILD_MEMBER_ADD', { guild_id: guildId, user: null }, startMs - 90_000);
    expect(census.coverage.takeChanges()).toEqual([{ guildId, fromMs: startMs - 90_000, toMs: startMs - 89_000 }]);
  });

  it('is counted by event and field, in total and for its guild', async () => {
    const census = await aTaughtDispatcher();
    await census.dispatch('GUILD_UPDATE', { ...someDispatches.GUILD_UPDATE, name: null });
    await census.dispatch('GUILD_UPDATE', { ...someDispatches.GUILD_UPDATE, name: 7 });
    await census.dispatch('GUILD_UPDATE', { ...someDispatches.GUILD_UPDATE, id: '310000000000000002', name: 7 });
    await census.dispatch('GUILD_MEMBER_ADD', { guild_id: guildId, user: null });
    await census.dispatch('MESSAGE_CREATE', null);
    expect(census.refusals.all()).toEqual([
      { event: 'GUILD_UPDATE', field: 'name', times: 3 },
      { event: 'GUILD_MEMBER_ADD', field: 'user', times: 1 },
      { event: 'MESSAGE_CREATE', field: 'd', times: 1 },
    ]);
    expect(census.refusals.all(guildId)).toEqual([
      { event: 'GUILD_UPDATE', field: 'name', times: 2 },
      { event: 'GUILD_MEMBER_ADD', field: 'user', times: 1 },
    ]);
  });

  it('is logged once a minute with its count, and never with its value', async () => {
    const census = await aTaughtDispatcher();
    const refuse = () => census.dispatch('GUILD_UPDATE', { id: guildId, owner_id: alice, name: ['a secret'] });
    for (let times = 0; times < 1_000; times += 1) await refuse();
    await census.clock.setTo(startMs + minuteMs);
    await refuse();
    expect(census.logged).toEqual([
      { event: 'GUILD_UPDATE', field: 'name', times: 1 },
      { event: 'GUILD_UPDATE', field: 'name', times: 1_000 },
    ]);
  });

  it('never concerns an event that Census does not read', async () => {
    const census = await aTaughtDispatcher();
    for (const name of ['TYPING_START', 'toString', '__proto__', '']) await census.dispatch(name, null);
    expect(census.refusals.all()).toEqual([]);
    expect(census.takeChanges().gaps).toBe(0);
  });
});

describe('a dispatch that names a guild of another lane', () => {
  const fields: Partial<Record<EventName, string>> = {
    GUILD_CREATE: 'id',
    GUILD_UPDATE: 'id',
    GUILD_DELETE: 'id',
    READY: 'guilds[].id',
  };

  it.each(events.filter((event) => event !== 'RESUMED'))('is refused, and changes nothing: %s', async (event) => {
    const census = await aDispatcher();
    await census.flusher.flush();
    census.guilds.forget(guildId);
    census.foreign.add(guildId);
    const before = census.takeChanges();
    await census.dispatch(event, someDispatches[event]);
    expect(census.takeChanges()).toEqual(before);
    expect(census.refusals.all()).toEqual([{ event, field: fields[event] ?? 'guild_id', times: 1 }]);
    expect(census.failures).toEqual([]);
  });
});

describe('a guild in an outage', () => {
  it('that Census does not know is ignored', async () => {
    const census = await aTaughtDispatcher();
    await census.tell('GUILD_CREATE', { id: '310000000000000002', unavailable: true });
    expect(census.guilds.get('310000000000000002')).toBe(undefined);
    expect(census.takeChanges()).toMatchObject({ guilds: [], channels: [], gaps: 0 });
  });

  it.each(['GUILD_CREATE', 'GUILD_DELETE'] as const)('that Census knows has a gap from %s on', async (event) => {
    const census = await aTaughtDispatcher();
    await census.tell(event, { id: guildId, unavailable: true });
    expect(census.guilds.get(guildId)).toMatchObject({ name: 'Kitchen', leftMs: null });
    expect(census.coverage.hasOpenGap(guildId)).toBe(true);
    expect(census.voice.openSessions()).toEqual([]);
    await census.tell('GUILD_CREATE', someDispatches.GUILD_CREATE);
    expect(census.coverage.hasOpenGap(guildId)).toBe(false);
  });
});

describe('a voice state', () => {
  const bob = '110000000000000002';
  const state = (session: string, channelId: string | null, userId = bob) =>
    ({ guild_id: guildId, user_id: userId, channel_id: channelId, session_id: session }) as const;
  const isInVoice = (census: Awaited<ReturnType<typeof aDispatcher>>) => census.voice.openSessions().length > 1;

  it.each([
    ['a thread', '530000000000000001', 11],
    ['a category', '540000000000000001', 4],
  ])('in %s counts no voice there, nor in the former channel', async (_where, id, type) => {
    const census = await aTaughtDispatcher();
    await census.tell('CHANNEL_CREATE', { id, type, guild_id: guildId, name: 'soup', parent_id: general });
    await census.tell('VOICE_STATE_UPDATE', state('phone', lobby));
    await census.clock.setTo(startMs + minuteMs);
    await census.tell('VOICE_STATE_UPDATE', state('phone', id));
    expect(isInVoice(census)).toBe(false);
    await census.clock.setTo(startMs + 2 * minuteMs);
    expect((await census.counted()).filter((line) => line.includes('voice'))).toEqual([`0 voice 2 ${3 * minuteMs}`]);
    expect(census.refusals.all(guildId)).toEqual([{ event: 'VOICE_STATE_UPDATE', field: 'channel_id', times: 1 }]);
  });

  it('in a category or a thread of a whole guild is left out', async () => {
    const census = await aDispatcher();
    const guild = someDispatches.GUILD_CREATE;
    if (guild.unavailable === true) throw new Error('expected a whole guild');
    const voice_states = [
      ...guild.voice_states,
      { user_id: bob, channel_id: '530000000000000001', session_id: 'phone' },
    ];
    await census.tell('GUILD_CREATE', { ...guild, voice_states });
    expect(census.voice.openSessions()).toHaveLength(1);
    expect(census.refusals.all(guildId)).toEqual([
      { event: 'GUILD_CREATE', field: 'voice_states[].channel_id', times: 1 },
    ]);
    await census.clock.setTo(startMs + minuteMs);
    await census.flusher.flush();
  });

  it('that ends an older session does not end a newer one', async () => {
    const census = await aTaughtDispatcher();
    await census.tell('VOICE_STATE_UPDATE', state('phone', lobby));
    await census.tell('VOICE_STATE_UPDATE', state('desk', lobby));
    await census.tell('VOICE_STATE_UPDATE', state('phone', null));
    expect(isInVoice(census)).toBe(true);
    expect(census.takeChanges().gaps).toBe(0);
    await census.tell('VOICE_STATE_UPDATE', state('desk', null));
    expect(isInVoice(census)).toBe(false);
  });

  it('of a session that GUILD_CREATE listed is ended by that session', async () => {
    const census = await aTaughtDispatcher();
    await census.tell('VOICE_STATE_UPDATE', state('another', null, alice));
    expect(census.voice.openSessions()).toHaveLength(1);
    await census.tell('VOICE_STATE_UPDATE', state('a client', null, alice));
    expect(census.voice.openSessions()).toHaveLength(0);
  });

  it('of a member who now has an ignored role ends the counting, whichever session it names', async () => {
    const census = await aTaughtDispatcher();
    const member = { user: { id: bob }, roles: ['610000000000000009'] };
    await census.tell('VOICE_STATE_UPDATE', state('phone', lobby));
    const settings = { ...census.guilds.settings(guildId), ignoredRoleIds: ['610000000000000009'] };
    census.collector.changeSettings(guildId, settings, startMs);
    await census.tell('VOICE_STATE_UPDATE', { ...state('desk', lobby), member });
    expect(isInVoice(census)).toBe(false);
  });
});
