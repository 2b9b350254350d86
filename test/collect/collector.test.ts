import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/core/errors.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { hourMs, hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { general, guildId, lobby } from '../cast.ts';
import { aCollection, arnold, jennifer, sylvester } from './collection-fixture.ts';

const startMs = Date.UTC(2026, 2, 31, 22);
const monthEndMs = Date.UTC(2026, 3, 1);

describe('the collector', () => {
  it('counts messages in the hour of their id, however late they arrive', async () => {
    const collection = await aCollection({ startMs });
    await collection.clock.setTo(startMs + hourMs + 1000);
    collection.write(jennifer, startMs + 5);
    collection.write(jennifer);
    expect(await collection.counted()).toEqual(['0 msg 1 1', '1 msg 1 1']);
    await collection.stop();
  });

  it('counts a message that Discord sends twice once', async () => {
    const collection = await aCollection({ startMs });
    const messageId = collection.write(jennifer);
    collection.writeAgain(jennifer, messageId, startMs, null);
    expect(await collection.counted()).toEqual(['0 msg 1 1']);
    await collection.stop();
  });

  it('records a headcount for every hour with a connection, including the current one', async () => {
    const collection = await aCollection({ startMs });
    collection.see(10);
    await collection.clock.setTo(startMs + hourMs + 1);
    collection.collector.record(
      { kind: 'join', guildId, person: arnold, isApp: false, atMs: collection.clock.now() },
      null,
    );
    expect(await collection.counted()).toEqual(['0 total_users 0 10', '1 join 0 1', '1 total_users 0 11']);
    await collection.stop();
  });

  it('does not count a repeated join, or one from before the first connection', async () => {
    const collection = await aCollection({ startMs });
    collection.see(10);
    const join = { kind: 'join', guildId, person: arnold, isApp: false, atMs: startMs } as const;
    collection.collector.record(join, null);
    collection.collector.record(join, null);
    collection.collector.record({ ...join, person: sylvester, atMs: startMs - 40 * 24 * hourMs }, null);
    expect(await collection.counted()).toEqual(['0 join 0 1', '0 total_users 0 11']);
    await collection.stop();
  });

  it('holds events of the new month, and counts late events of the old one', async () => {
    const collection = await aCollection({ startMs });
    collection.progress.begin(
      { shardId: 0, shardCount: 1, sessionId: 'abc', resumeUrl: 'ws://127.0.0.1', intents: 0 },
      0,
    );
    await collection.clock.setTo(monthEndMs + 1000);
    collection.write(jennifer, monthEndMs + 10, 1);
    collection.write(jennifer, monthEndMs - 10, 2);
    for (const sequence of [1, 2]) collection.progress.handled(sequence);
    await collection.flusher.flush();
    expect((await collection.store.checkpoint()).gatewayPosition).toMatchObject({ sequence: 0, countedAbove: [2] });

    await collection.clock.setTo(monthEndMs + 6000);
    expect(await collection.counted(monthEndMs - 1)).toEqual(['1 msg 1 1']);
    expect(await collection.counted(monthEndMs)).toEqual(['2 msg 1 1']);
    expect((await collection.store.checkpoint()).gatewayPosition).toMatchObject({ sequence: 2, countedAbove: [] });
    await collection.stop();
  });

  it('keeps people and apps in order while they wait for the new month', async () => {
    const collection = await aCollection({ startMs });
    collection.see(10);
    await collection.clock.setTo(monthEndMs + 1000);
    const atMs = collection.clock.now();
    collection.collector.record({ kind: 'join', guildId, person: arnold, isApp: false, atMs }, null);
    collection.collector.record({ kind: 'join', guildId, person: sylvester, isApp: true, atMs }, null);
    await collection.clock.setTo(monthEndMs + 6000);
    expect(await collection.counted(monthEndMs)).toEqual(['2 join 0 1', '2 total_users 0 12']);
    await collection.stop();
  });

  it('adds a gap for an event that arrives after its month was sealed', async () => {
    const collection = await aCollection({ startMs });
    await collection.clock.setTo(monthEndMs + 6000);
    collection.write(jennifer, monthEndMs - 2500);
    expect(await collection.counted(monthEndMs - 1)).toEqual([]);
    const gaps = await collection.store.gaps(guildId, hoursOfMonth(monthOf(startMs)));
    expect(gaps).toEqual([{ guildId, fromMs: monthEndMs - 3000, toMs: monthEndMs - 2000 }]);
    await collection.stop();
  });

  it('splits voice at the month end, and continues it under another number', async () => {
    const collection = await aCollection({ startMs });
    collection.speak(jennifer, lobby);
    await collection.clock.setTo(monthEndMs + 60_000);
    collection.speak(jennifer, null);
    expect(await collection.counted(startMs)).toEqual([`0 voice 2 ${hourMs}`, `1 voice 2 ${hourMs}`]);
    expect(await collection.counted(monthEndMs)).toEqual(['2 voice 2 60000']);
    expect(collection.failures).toEqual([]);
    await collection.stop();
  });

  it('adds a gap for a message from history in a channel that Discord does not describe', async () => {
    const collection = await aCollection({ startMs });
    const about = { guildId, channelId: '599000000000000001', person: arnold, roleIds: [], joinedAtMs: null };
    collection.collector.recover({ kind: 'message', messageId: firstSnowflakeAt(startMs), ...about, atMs: startMs });
    await collection.flusher.flush();
    const gaps = await collection.store.gaps(guildId, hoursOfMonth(monthOf(startMs)));
    expect(gaps).toMatchObject([{ fromMs: startMs, toMs: startMs + 1000 }]);
    await collection.stop();
  });

  it('draws no number for a person who is ignored before they do anything', async () => {
    const collection = await aCollection({ startMs });
    collection.speak(arnold, lobby);
    await collection.collector.setIgnored(guildId, sylvester, true, startMs);
    expect(collection.vault.numberOf(guildId, sylvester)).toBeUndefined();
    await collection.stop();
  });

  it('does not count ignored people, roles and channels, nor the AFK channel', async () => {
    const collection = await aCollection({ startMs });
    await collection.collector.setIgnored(guildId, arnold, true, startMs);
    collection.write(arnold);
    const ignored = { ...collection.guilds.settings(guildId), ignoredChannelIds: [general], ignoredRoleIds: ['9'] };
    collection.write(jennifer);
    collection.collector.changeSettings(guildId, ignored, startMs);
    collection.write(jennifer);
    collection.speak(sylvester, lobby);
    await collection.clock.setTo(startMs + 1000);
    collection.collector.meetGuild({ id: guildId, name: 'Kitchen', afkChannelId: lobby }, startMs + 1000);
    await collection.clock.setTo(startMs + 5000);
    expect(await collection.counted()).toEqual(['0 msg 1 1', '0 voice 2 1000']);
    await collection.stop();
  });

  it('ends the voice sessions of a channel that is deleted while it is in use', async () => {
    const collection = await aCollection({ startMs });
    collection.speak(jennifer, lobby);
    await collection.clock.setTo(startMs + 3000);
    collection.collector.deleteChannel(guildId, lobby, startMs + 3000, startMs + 3000);
    await collection.clock.setTo(startMs + 9000);
    expect(await collection.counted()).toEqual(['0 voice 2 3000']);
    await collection.stop();
  });

  it('counts nothing twice after a crash, and only observed voice time', async () => {
    const first = await aCollection({ startMs });
    first.see();
    first.coverage.restarted();
    first.speak(jennifer, lobby);
    first.write(jennifer);
    await first.clock.setTo(startMs + 60_000); // Flushed here.
    await first.clock.setTo(startMs + 90_000);
    first.write(arnold);
    await first.crash();

    const second = await aCollection({ startMs: startMs + 120_000, directory: first.directory });
    second.coverage.restarted();
    second.see();
    await second.clock.setTo(startMs + 130_000);
    expect(await second.counted(startMs)).toEqual(['0 msg 1 1', '0 total_users 0 10', '0 voice 2 60000']);
    expect(await second.store.gaps(guildId, hoursOfMonth(monthOf(startMs)))).toEqual([
      { guildId, fromMs: startMs + 60_000, toMs: startMs + 120_000, headcountChange: 0 },
    ]);
    await second.stop();
  });

  it('keeps a batch that a full disk refuses, and writes it once there is room', async () => {
    let isFull = false;
    const collection = await aCollection({
      startMs,
      beforeCommit: () => {
        if (isFull) throw new StoreUnavailable('The disk is full.');
      },
    });
    isFull = true;
    collection.write(jennifer);
    await collection.clock.setTo(startMs + 120_000);
    collection.write(jennifer);
    expect(collection.failures.length).toBeGreaterThan(0);
    expect(collection.flusher.failure?.message).toBe('The disk is full.');
    isFull = false;
    expect(await collection.counted()).toEqual(['0 msg 1 2']);
    expect(collection.flusher.failure).toBeNull();
    await collection.stop();
  });

  it('schedules nothing once it is stopped', async () => {
    const collection = await aCollection({ startMs });
    await collection.stop();
    expect(collection.clock.nextDueMs).toBeNull();
  });

  it('closes the month later if the disk is full at its end, and loses no voice session', async () => {
    let isFull = false;
    const collection = await aCollection({
      startMs,
      beforeCommit: () => {
        if (isFull) throw new StoreUnavailable('The disk is full.');
      },
    });
    collection.speak(jennifer, lobby);
    isFull = true;
    await collection.clock.setTo(monthEndMs + 90_000);
    expect(collection.vault.month).toBe(monthOf(startMs));
    isFull = false;
    await collection.clock.setTo(monthEndMs + 200_000);
    expect(collection.vault.month).toBe(monthOf(monthEndMs));
    expect(await collection.counted(startMs)).toEqual([`0 voice 2 ${hourMs}`, `1 voice 2 ${hourMs}`]);
    expect(await collection.counted(monthEndMs)).toEqual(['2 voice 2 200000']);
    await collection.stop();
  });

  it('counts no voice in the gap of a new session, even if it flushes before the snapshot arrives', async () => {
    const collection = await aCollection({ startMs });
    const { clock, coverage } = collection;
    collection.see();
    collection.speak(jennifer, lobby);
    await clock.setTo(startMs + 60_000);
    coverage.lost(clock.now());
    await clock.setTo(startMs + 30 * 60_000);
    coverage.restarted();
    await collection.flusher.flush();
    const [stateValidUntilMs, atMs] = [coverage.untilMs(clock.now()), clock.now()];
    const inVoice = [{ person: jennifer, channelId: lobby, roleIds: [], joinedAtMs: null }];
    collection.collector.see({ guildId, members: 10, inVoice, stateValidUntilMs, atMs }, null);
    await clock.setTo(startMs + 31 * 60_000);
    expect(await collection.counted()).toEqual(['0 total_users 0 10', '0 voice 2 120000']);
    await collection.stop();
  });

  it('adds a gap for the time between its removal and the next invitation', async () => {
    const collection = await aCollection({ startMs });
    collection.see();
    collection.collector.loseGuild(guildId, startMs, true);
    await collection.clock.setTo(startMs + hourMs);
    collection.collector.meetGuild({ id: guildId, name: 'Kitchen', afkChannelId: null }, startMs + hourMs);
    await collection.flusher.flush();
    expect(await collection.store.gaps(guildId, hoursOfMonth(monthOf(startMs)))).toEqual([
      { guildId, fromMs: startMs, toMs: startMs + hourMs },
    ]);
    await collection.stop();
  });

  it('adds a gap for a message in a channel where it cannot be counted', async () => {
    const collection = await aCollection({ startMs });
    collection.see();
    collection.guilds.meetChannel(guildId, { id: '9', kind: 'thread', name: 'orphan', parentId: null });
    const message = {
      kind: 'message',
      messageId: '1',
      guildId,
      channelId: '9',
      person: jennifer,
      roleIds: [],
      joinedAtMs: null,
    } as const;
    collection.collector.record({ ...message, atMs: startMs }, null);
    expect(await collection.counted()).toEqual(['0 total_users 0 10']);
    expect(await collection.store.gaps(guildId, hoursOfMonth(monthOf(startMs)))).toHaveLength(1);
    await collection.stop();
  });

  it.each(['channel', 'guild'])(
    'continues no voice session in a %s that was lost while the month was closing',
    async (what) => {
      const collection = await aCollection({ startMs });
      collection.see();
      collection.speak(jennifer, lobby);
      await collection.clock.setTo(monthEndMs + 1000);
      collection.collector.endMonth(monthEndMs + 1000);
      const lostMs = monthEndMs + 2000;
      if (what === 'channel') collection.collector.deleteChannel(guildId, lobby, lostMs, lostMs);
      else collection.collector.loseGuild(guildId, lostMs, true);
      collection.collector.beginMonth(monthEndMs + 3000);
      expect(collection.voice.openSessions()).toEqual([]);
      await collection.crash();
    },
  );
});
