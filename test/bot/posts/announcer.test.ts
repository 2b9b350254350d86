import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { startOfMonthMs } from '../../../src/core/time.ts';
import { general } from '../../cast.ts';
import { guildId, modRoom } from '../../simulator/server/stage.ts';
import { anAnnouncer, aprilReceipt, aprilReport, march, receipt, report } from './announcer-fixture.ts';

describe('the end of a month', () => {
  it('is announced by a receipt and then the full report, which mention nobody', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report]);
    expect(on.lastMessage()).toMatchObject({
      mentions: { users: [], roleIds: [], isEveryone: false },
      embeds: [
        {
          fields: expect.arrayContaining([{ name: 'Total users', value: '57', inline: true }]),
          description: expect.stringMatching(/^1–31 March 2018, 31 days, UTC\n/),
          footer: { text: 'UTC · σ: how far members are from the average' },
        },
      ],
    });
    expect(on.failures).toEqual([]);
  });

  it('is announced once, even across restarts', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    await Promise.all([on.announce(march), on.announce(march)]);
    await on.restart();
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report]);
  });

  it('is announced for each missed month, in order', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    await on.seal(march + 1, 5);
    await on.announce(march + 1);
    expect(on.told()).toEqual([receipt, report, aprilReceipt, aprilReport]);
  });

  it('is announced only when its salt is known to be destroyed', async () => {
    const on = await anAnnouncer();
    await on.seal(march, 3, null);
    await on.announce(march);
    expect(on.told()).toEqual([]);
    await on.store.noteSaltDestroyed(march, startOfMonthMs(march + 1) + 7000);
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report]);
    expect(on.failures).toEqual([]);
  });

  it('is not announced to a guild that sets a report channel later', async () => {
    const on = await anAnnouncer();
    on.setReportChannel(null);
    await on.seal(march);
    await on.announce(march);
    on.setReportChannel(modRoom);
    await on.announce(march);
    await on.restart();
    on.setReportChannel(modRoom);
    await on.announce(march);
    expect(on.told(modRoom)).toEqual([]);

    await on.seal(march + 1, 5);
    await on.announce(march + 1);
    expect(on.told(modRoom)).toEqual([aprilReceipt, aprilReport]);
  });

  it.each([
    ['Send Messages', PermissionFlagsBits.SendMessages],
    ['Embed Links', PermissionFlagsBits.EmbedLinks],
    ['View Channel', PermissionFlagsBits.ViewChannel],
  ])('is not announced without %s', async (_name, deny) => {
    const on = await anAnnouncer();
    on.server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    await on.seal(march);
    await on.announce(march);
    on.server.channels.setOverwrites(general, []);
    await on.restart();
    await on.announce(march);
    expect(on.told()).toEqual([]);
    expect(await on.missed()).toEqual(['lackingPermission']);
    expect(on.failures).toEqual([]);
  });

  it.each([
    ['a deleted channel', '510000000000000404'],
    ["another guild's channel", '510000000000000077'],
  ])('is not announced in %s', async (_what, channelId) => {
    const on = await anAnnouncer();
    on.server.guilds.create({
      id: '400000000000000077',
      name: 'Bears',
      memberCount: 2,
      channels: [{ id: '510000000000000077', name: 'bears', type: 'text' }],
    });
    on.setReportChannel(channelId);
    await on.seal(march);
    await on.announce(march);
    expect([...on.told(), ...on.told('510000000000000077')]).toEqual([]);
    expect(await on.known()).toEqual({ month: march, isCertain: true });
    expect(await on.missed()).toEqual(['channelGone']);
  });

  it.each([
    ['UTC', '2018-04-01T08:59', '2018-04-01T09:00'],
    ['America/New_York', '2018-04-01T12:59', '2018-04-01T13:00'],
    ['Asia/Tokyo', null, '2018-04-01T00:00'],
  ])(
    'is the digest of a guild with monthly ones: once, at its hour in %s, in its channel',
    async (zone, early, due) => {
      const on = await anAnnouncer(zone);
      on.set({ digest: 'monthly', digestChannelId: modRoom });
      await on.seal(march);
      if (early !== null) {
        await on.clock.setTo(Date.parse(`${early}:00Z`));
        await on.announce(march);
        expect(on.told(modRoom)).toEqual([]);
      }
      await on.clock.setTo(Math.max(on.clock.now(), Date.parse(`${due}:05Z`)));
      await on.announce(march);
      await on.announce(march);
      expect([on.told(), on.told(modRoom)]).toEqual([[], [receipt, report]]);
    },
  );

  it('shows the days of the month, if files may be sent', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    await on.announce(march);
    const name = 'people-2018-03.png';
    expect(on.lastMessage()).toMatchObject({ embeds: [{ image: expect.anything() }], attachments: [{ name }] });

    const without = await anAnnouncer();
    const deny = PermissionFlagsBits.AttachFiles;
    without.server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    await without.seal(march);
    await without.announce(march);
    expect(without.told()).toEqual([receipt, report]);
    expect(without.lastMessage()?.attachments).toEqual([]);
  });

  it('is not announced to a guild that Census has left', async () => {
    const on = await anAnnouncer();
    on.change({ leftMs: 1 });
    await on.seal(march);
    await on.announce(march);
    expect(on.told()).toEqual([]);
  });
});

describe('many guilds', () => {
  it('of which few want announcements cost one store read for each of those few', async () => {
    const on = await anAnnouncer();
    await on.addGuilds(2000, null);
    await on.seal(march);
    await on.restart();
    await on.announce(march);
    await on.announce(march);
    await on.restart();
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report]);
    expect(on.askedForMonths()).toBe(1);
  });

  it('are not all tried while Discord is failing', async () => {
    const on = await anAnnouncer();
    await on.addGuilds(20, modRoom);
    await on.seal(march);
    await on.restart();
    on.server.faults.failRequests(100, 503);
    await on.announce(march);
    expect(on.failures).toHaveLength(3);
  });

  it('do not wait for ever for those that always fail', async () => {
    const on = await anAnnouncer();
    await on.addGuilds(6, modRoom);
    await on.seal(march);
    await on.restart();
    on.server.faults.failRequestsTo(/guilds\/6\d{16}[012]/, 1000, 500);
    on.server.faults.failRequestsTo(/guilds\/4/, 1000, 500);
    for (const _round of [1, 2]) await on.announce(march);
    const ids = [0, 1, 2, 3, 4, 5].map((index) => `60000000000000000${index}`);
    const known = await Promise.all(ids.map((id) => on.known(id)));
    expect(known.map((post) => post?.month ?? null)).toEqual([null, null, null, march, march, march]);
  });

  it('are announced to although Discord refuses some of them', async () => {
    const on = await anAnnouncer();
    on.setReportChannel(null);
    await on.announce(march - 1);
    await on.addGuilds(5, modRoom); // Of which Discord knows nothing.
    await on.seal(march);
    await on.restart();
    on.setReportChannel(general);
    await on.announce(march);
    expect(on.failures).toHaveLength(5);
    expect(on.told()).toEqual([receipt, report]);
  });
});
