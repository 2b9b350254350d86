import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it, test } from 'vitest';
import { startOfMonthMs } from '../../../src/core/time.ts';
import { monthReceipt } from '../../../src/render/month-receipt.ts';
import { general } from '../../cast.ts';
import { guildId, modRoom } from '../../simulator/server/stage.ts';
import { anAnnouncer, march } from './announcer-fixture.ts';

const receipt = 'March 2018: 3 members anonymised, salt destroyed 00:00:07 UTC';
const report = 'Report for 2018-03-01 to 2018-04-01';
const aprilReceipt = 'April 2018: 5 members anonymised, salt destroyed 00:00:07 UTC';
const aprilReport = 'Report for 2018-04-01 to 2018-05-01';

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
          footer: { text: '2018-03-01 to 2018-04-01, UTC, the end excluded' },
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
    expect(on.guild()?.announcedMonth).toBe(march);
  });

  it('is not announced to a guild that Census has left', async () => {
    const on = await anAnnouncer();
    on.change({ leftMs: 1 });
    await on.seal(march);
    await on.announce(march);
    expect(on.told()).toEqual([]);
  });
});

describe('an announcement that was interrupted', () => {
  it.each([
    ['before the receipt', /messages$/, 0],
    ['between receipt and report', /messages$/, 1],
  ])('%s resumes where it stopped', async (_when, path, sentBefore) => {
    const on = await anAnnouncer();
    await on.seal(march);
    let sent = 0;
    on.beforeSending(async () => {
      if (sent++ === sentBefore) on.server.faults.failRequestsTo(path, 1, 500);
    });
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report].slice(0, sentBefore));
    expect(on.failures).toHaveLength(1);
    await on.restart();
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report]);
  });

  it.each([1, 2])('by a lost answer to message %i sends nothing twice', async (nth) => {
    const on = await anAnnouncer();
    await on.seal(march);
    on.loseAnswer(nth);
    await on.announce(march);
    expect(on.failures).toHaveLength(1);
    await on.restart();
    await on.announce(march);
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report]);
  });

  it('is found again among hundreds of messages', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    on.loseAnswer(1);
    await on.announce(march);
    chat(on, 350);
    await on.announce(march);
    expect(on.told().filter((text) => text !== 'hello')).toEqual([receipt, report]);
  });

  it('is not repeated if there are too many messages to search', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    on.loseAnswer(1);
    await on.announce(march);
    chat(on, 2100);
    await on.announce(march);
    expect(on.told().filter((text) => text !== 'hello')).toEqual([receipt]);
    expect(on.guild()).toMatchObject({ announcedMonth: march, isAnnouncementCertain: true });
  });

  it('is not repeated without Read Message History', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    on.loseAnswer(1);
    await on.announce(march);
    const deny = PermissionFlagsBits.ReadMessageHistory;
    on.server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    await on.restart();
    await on.announce(march);
    expect(on.told()).toEqual([receipt]);

    await on.seal(march + 1, 5);
    await on.announce(march + 1);
    expect(on.told()).toEqual([receipt, aprilReceipt, aprilReport]);
  });

  it('is not mistaken for an answer to a moderator', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    on.loseAnswer(1);
    await on.announce(march);
    const question = await on.api.channels.createMessage(general, { content: '.report full all March' });
    const message_reference = { message_id: question.id };
    await on.api.channels.createMessage(general, { embeds: [{ title: report }], message_reference });
    await on.announce(march);
    expect(on.told()).toEqual([receipt, '.report full all March', report, report]);
  });

  it('by a stop is sent at the next start', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    on.beforeSending(async () => on.stop());
    await on.announce(march);
    expect(on.told()).toEqual([]);
    on.beforeSending(async () => {});
    await on.restart();
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report]);
    expect(on.failures).toEqual([]);
  });

  it('by a full disk is sent once there is space', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    on.fillDisk(true);
    await on.announce(march);
    expect(on.told()).toEqual([]);
    expect(on.guild()?.announcedMonth).toBe(null);
    on.fillDisk(false);
    await on.announce(march);
    expect(on.told()).toEqual([receipt, report]);
  });

  it('by a refusal of Discord is not retried', async () => {
    const on = await anAnnouncer();
    await on.seal(march);
    on.beforeSending(async () => {
      const deny = PermissionFlagsBits.SendMessages;
      on.server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    });
    await on.announce(march);
    expect(on.failures).toHaveLength(1);
    on.server.channels.setOverwrites(general, []);
    on.beforeSending(async () => {});
    await on.restart();
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
    const told = [0, 1, 2, 3, 4, 5].map((index) => on.guild(`60000000000000000${index}`)?.announcedMonth);
    expect(told).toEqual([null, null, null, march, march, march]);
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

test.each([
  [412, Date.UTC(2026, 3, 1, 0, 0, 7, 900), 'March 2026: 412 members anonymised, salt destroyed 00:00:07 UTC'],
  [1, Date.UTC(2026, 3, 1, 23, 59, 59), 'March 2026: 1 member anonymised, salt destroyed 23:59:59 UTC'],
  [0, Date.UTC(2026, 3, 2), 'March 2026: 0 members anonymised, salt destroyed 2026-04-02 00:00:00 UTC'],
  [9, Date.UTC(2026, 6, 1, 8), 'March 2026: 9 members anonymised, salt destroyed 2026-07-01 08:00:00 UTC'],
  [9, null, 'March 2026: 9 members anonymised, the salt no longer existed'],
])('the receipt of %i members and a salt destroyed at %s', (members, saltDestroyedAtMs, expected) => {
  expect(monthReceipt({ month: 2026 * 12 + 2, members, saltDestroyedAtMs })).toBe(expected);
});

function chat(on: Awaited<ReturnType<typeof anAnnouncer>>, messages: number): void {
  const user = on.server.world.user('100000000000000003');
  const channel = on.server.world.channel(general);
  if (channel === undefined) throw new Error('there is no #general');
  const fromMs = startOfMonthMs(march + 1) + 10_000;
  for (let index = 0; index < messages; index += 1) on.server.messages.write(channel, user, 'hello', fromMs + index);
}
