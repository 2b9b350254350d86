import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alice, bob, carol, lobby } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { attic } from '../stages/a-connected-app.ts';
import { allButTheGap, allOfIt, meanwhile, tenMinutes } from '../stages/ten-minutes.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a connection that is lost for ten minutes', () => {
  it('loses no event if it is resumed, and shows that voice may be missing', async () => {
    const census = await tenMinutes();
    await census.cutOff();
    await meanwhile(census);
    await census.letBackIn();
    expect(await census.ask('status')).toContain('Last day: coverage 100');
    await census.until(30);
    expect(await census.counted()).toEqual(allOfIt);
  });

  it('leaves a gap, with only the messages counted later, if the session is gone', async () => {
    const census = await tenMinutes();
    census.server.faults.forgetSessions();
    await census.cutOff();
    await meanwhile(census);
    await census.letBackIn();
    await census.until(30);
    expect(await census.ask('status')).toContain('Last day: coverage 66.6 %, gap 5 Mar 10:10–10:20');
    expect(await census.counted()).toEqual(allButTheGap);
  });
});

describe('a request to reconnect', () => {
  it('is visible in no count', async () => {
    const census = await tenMinutes();
    const reconnecting = census.attempts(1);
    census.server.faults.requestReconnect();
    census.write(bob, 3);
    census.speak(bob, null);
    await reconnecting;
    await census.letBackIn();
    await census.until(20);
    expect(await census.counted()).toMatchObject({ messages: 8, voice: ['Lobby 20', 'Lobby 8'], gaps: [] });
  });
});

describe('a guild', () => {
  it('that Discord loses for ten minutes has a gap, with only the messages counted later', async () => {
    const census = await tenMinutes();
    census.server.guilds.startOutage(census.guildId);
    await census.settle();
    await meanwhile(census);
    census.server.guilds.endOutage(census.guildId);
    await census.settle();
    await census.until(30);
    expect(await census.counted()).toEqual(allButTheGap);
  });

  it('that removes Census and invites it again was not observed in between', async () => {
    const census = await tenMinutes();
    census.server.guilds.kickBot(census.guildId);
    await census.settle();
    await meanwhile(census);
    census.server.guilds.inviteBot(census.guildId);
    await census.settle();
    await census.until(30);
    expect(await census.counted()).toEqual({ ...allButTheGap, messages: 5 });
  });

  it('that loses a channel has no one in it any longer', async () => {
    const census = await tenMinutes();
    census.server.channels.delete(lobby);
    await census.settle();
    await census.until(15);
    census.speak(bob, attic);
    await census.settle();
    await census.until(30);
    expect(await census.counted()).toMatchObject({ voice: ['Attic 15', 'Lobby 10', 'Lobby 8'], gaps: [] });
  });
});

describe('a dispatch that Discord repeats', () => {
  it('is counted once', async () => {
    const census = await tenMinutes();
    const { faults } = census.server;
    const happenings = [
      () => census.write(carol),
      () => census.join(carol),
      () => census.speak(carol, attic),
      () => census.speak(alice, null),
      () => census.part(bob),
    ];
    for (const happen of happenings) {
      happen();
      faults.resendLastDispatch();
      faults.repeatLastDispatch();
      faults.repeatLastDispatch();
    }
    await census.settle();
    await census.until(30);
    expect(await census.counted()).toEqual({
      messages: 6,
      joins: 1,
      parts: 1,
      voice: ['Attic 20', 'Lobby 10', 'Lobby 8'],
      totalUsers: 10,
      gaps: [],
    });
  });
});

describe('a new process on the same data', () => {
  it('resumes: members who stayed in voice are counted through, those who left until the last commit', async () => {
    const census = await tenMinutes();
    await census.stop();
    await meanwhile(census);
    await census.start();
    await census.until(30);
    expect(census.server.identifies).toBe(1);
    expect(await census.counted()).toEqual(allOfIt);
  });

  it('whose session is gone starts a new one, with a gap, and has the messages from history', async () => {
    const census = await tenMinutes();
    await census.stop();
    census.server.faults.forgetSessions();
    await meanwhile(census);
    await census.start();
    await census.until(30);
    expect(census.server.identifies).toBe(2);
    expect(await census.ask('status')).toContain('Last day: coverage 66.6 %, gap 5 Mar 10:10–10:20');
    expect(await census.counted()).toEqual(allButTheGap);
  });

  it('that finds its guild gone counts no voice there beyond what it observed', async () => {
    const census = await tenMinutes();
    await census.stop();
    census.server.faults.forgetSessions();
    await census.until(15);
    census.server.guilds.kickBot(census.guildId);
    await census.until(20);
    await census.startUnseen();
    await census.until(30);
    expect(await census.counted()).toMatchObject({ messages: 5, voice: ['Lobby 10', 'Lobby 8'] });
  });

  it('that finds its guild in an outage counts no voice there before it is back', async () => {
    const census = await tenMinutes();
    await census.stop();
    census.server.faults.forgetSessions();
    census.server.guilds.startOutage(census.guildId);
    await census.until(20);
    await census.startUnseen();
    // Discord also sends this to a new session.
    census.server.world.guild(census.guildId).isUnavailable = false;
    census.server.guilds.startOutage(census.guildId);
    await census.settle();
    await census.until(25);
    census.server.guilds.endOutage(census.guildId);
    await census.settle();
    await census.until(30);
    expect(await census.counted()).toMatchObject({ voice: ['Lobby 13', 'Lobby 15'], gaps: [[10, 25]] });
  });

  it('that cannot connect at first starts where the earlier one ended', async () => {
    const census = await tenMinutes();
    await census.stop();
    await meanwhile(census);
    census.server.faults.forgetSessions();
    census.server.faults.refuseConnections(true);
    const started = census.start();
    await census.attempts(3);
    await census.until(25);
    census.server.faults.refuseConnections(false);
    await started;
    await census.until(30);
    expect(await census.ask('status')).toContain('gap 5 Mar 10:10–10:25');
    expect(await census.counted()).toMatchObject({ voice: ['Attic 5', 'Lobby 15', 'Lobby 8'] });
  });
});
