import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import { general } from '../../cast.ts';
import { guildId, modRoom } from '../../simulator/server/stage.ts';
import { aCeilingNotice } from './mau-limit-notice-fixture.ts';

const of101 =
  '101 members were active here in the last 30 days, more than the limit of 100 that the operator of Census has ' +
  'set. This is only a note: nothing is switched off. `.active` says more.';

describe('a guild above the ceiling', () => {
  it('gets a notice that mentions nobody', async () => {
    const on = await aCeilingNotice(100);
    await on.active(101);
    expect(on.told()).toEqual([of101]);
    expect(on.lastMessage()).toMatchObject({ mentions: { users: [], roleIds: [], isEveryone: false } });
    expect(on.failures).toEqual([]);
  });

  it('gets no notice at the ceiling itself', async () => {
    const on = await aCeilingNotice(100);
    await on.active(100);
    expect(on.told()).toEqual([]);
  });

  it('gets one notice, even across restarts without another write', async () => {
    const on = await aCeilingNotice(100);
    await on.active(101);
    await Promise.all([on.again(), on.active(250)]);
    await on.restart();
    await on.active(101);
    expect(on.told()).toEqual([of101]);
  });

  it('gets one notice while the number varies around the ceiling', async () => {
    const on = await aCeilingNotice(100);
    for (const number of [101, 99, 101, 95, 130, 96, 101]) await on.active(number);
    expect(on.told()).toEqual([of101]);
  });

  it('gets another notice after the number was below 95 % of the ceiling, even across a restart', async () => {
    const on = await aCeilingNotice(100);
    for (const number of [101, 94, 100, 101]) await on.active(number);
    expect(on.told()).toEqual([of101, of101]);
    await on.active(94);
    await on.restart();
    await on.active(101);
    expect(on.told()).toEqual([of101, of101, of101]);
  });

  it('reads its own prefix in the note', async () => {
    const on = await aCeilingNotice(100);
    on.change({ settings: { ...defaultGuildSettings, prefix: '!', reportChannelId: general } });
    await on.active(101);
    expect(on.told()[0]).toContain('`!active` says more.');
  });

  it('gets no notice after Census has left', async () => {
    const on = await aCeilingNotice(100);
    on.change({ leftMs: 1 });
    await on.active(101);
    expect(on.told()).toEqual([]);
  });
});

describe('across the end of a month', () => {
  it('an estimate counts, and its bounds are shown', async () => {
    const on = await aCeilingNotice(100);
    await on.active({ low: 90, high: 160, estimate: 100 });
    expect(on.told()).toEqual([]);
    await on.active({ low: 90, high: 160, estimate: 104 });
    expect(on.told()).toEqual([
      '≈ 104 (90–160) members were active here in the last 30 days, more than the limit of 100 that the operator of ' +
        'Census has set. People cannot be recognised from one month to the next, so this is an estimate. The true number ' +
        'lies between the two in brackets. This is only a note: nothing is switched off. `.active` says more.',
    ]);
  });

  it('the lower bound counts if there is no estimate', async () => {
    const on = await aCeilingNotice(100);
    await on.active({ low: 100, high: 180, estimate: null });
    expect(on.told()).toEqual([]);
    await on.active({ low: 101, high: 180, estimate: null });
    expect(on.told()).toEqual([
      '101–180 members were active here in the last 30 days, more than the limit of 100 that the operator of ' +
        'Census has set. People cannot be recognised from one month to the next, so the true number is only known to lie ' +
        'between those two. This is only a note: nothing is switched off. `.active` says more.',
    ]);
  });

  it('a falling lower bound leads to no new notice until the upper bound is below, too', async () => {
    const on = await aCeilingNotice(100);
    await on.active(101);
    await on.active({ low: 60, high: 140, estimate: null });
    await on.active(101);
    expect(on.told()).toEqual([of101]);
    await on.active({ low: 60, high: 94, estimate: null });
    await on.active(101);
    expect(on.told()).toEqual([of101, of101]);
  });
});

describe('another ceiling after a restart', () => {
  it('that is lower notifies a guild that is now above it', async () => {
    const on = await aCeilingNotice(100);
    await on.active(70);
    await on.restart(50);
    await on.active(70);
    expect(on.told()).toEqual([expect.stringContaining('70 members were active')]);
  });

  it('that is lower does not notify a guild that was already notified', async () => {
    const on = await aCeilingNotice(100);
    await on.active(101);
    await on.restart(50);
    await on.active(101);
    expect(on.told()).toEqual([of101]);
  });

  it('that is higher notifies when it is crossed', async () => {
    const on = await aCeilingNotice(100);
    await on.active(101);
    await on.restart(200);
    for (const number of [101, 201]) await on.active(number);
    expect(on.told()).toEqual([of101, expect.stringContaining('the limit of 200')]);
  });
});

describe('a guild that cannot be notified', () => {
  it('without a report channel is notified when it sets one', async () => {
    const on = await aCeilingNotice(100);
    on.setReportChannel(null);
    await on.active(101);
    expect(await on.isNotified()).toBe(false);
    on.setReportChannel(modRoom);
    await on.again();
    expect(on.told(modRoom)).toEqual([of101]);
  });

  it.each([
    ['Send Messages', PermissionFlagsBits.SendMessages],
    ['View Channel', PermissionFlagsBits.ViewChannel],
  ])('without %s is notified when Census has it', async (_name, deny) => {
    const on = await aCeilingNotice(100);
    on.server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    await on.active(101);
    expect(on.told()).toEqual([]);
    expect(on.failures).toEqual([]);
    on.server.channels.setOverwrites(general, []);
    await on.restart();
    await on.again();
    expect(on.told()).toEqual([of101]);
  });

  it('because its report channel is deleted is notified in another, with no requests until then', async () => {
    const on = await aCeilingNotice(100);
    on.setReportChannel('510000000000000404');
    for (const _hour of [1, 2, 3]) await on.active(101);
    expect(on.failures).toHaveLength(1);
    on.setReportChannel(modRoom);
    await on.again();
    expect(on.told(modRoom)).toEqual([of101]);
  });

  it('because Discord refuses is not retried in that channel', async () => {
    const on = await aCeilingNotice(100);
    on.beforeSending(() => {
      const deny = PermissionFlagsBits.SendMessages;
      on.server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    });
    for (const _hour of [1, 2, 3]) await on.active(101);
    expect(on.failures).toMatchObject([{ code: 50013 }]);
    expect(await on.isNotified()).toBe(false);
    on.setReportChannel(modRoom);
    await on.again();
    expect(on.told(modRoom)).toEqual([of101]);
  });

  it('because Discord is failing is notified the next time', async () => {
    const on = await aCeilingNotice(100);
    on.beforeSending(() => on.server.faults.failRequestsTo(/messages$/, 1, 500));
    await on.active(101);
    expect([on.told(), on.failures.length]).toEqual([[], 1]);
    on.beforeSending(() => {});
    await on.again();
    expect(on.told()).toEqual([of101]);
  });

  it('because the disk is full is notified once there is space', async () => {
    const on = await aCeilingNotice(100);
    on.fillDisk(true);
    await on.active(101);
    expect([on.told(), on.failures.length]).toEqual([[], 1]);
    on.fillDisk(false);
    await on.again();
    expect(on.told()).toEqual([of101]);
  });

  it('because Census stops is notified after the next start', async () => {
    const on = await aCeilingNotice(100);
    on.stop();
    await on.active(101);
    await on.restart();
    await on.again();
    expect(on.told()).toEqual([of101]);
    expect(on.failures).toEqual([]);
  });

  it('for certain, since the answer was lost, is not notified twice', async () => {
    const on = await aCeilingNotice(100);
    on.loseAnswers();
    await on.active(101);
    await on.again();
    await on.restart();
    await on.again();
    expect(on.told()).toEqual([of101]);
  });

  it('does not keep others from being notified', async () => {
    const on = await aCeilingNotice(100);
    const strangers = [0, 1, 2, 3, 4].map((index) => `60000000000000000${index}`);
    await on.addGuilds(strangers, modRoom);
    await on.restart();
    on.server.faults.failRequestsTo(/guilds\/6/, 1000, 500);
    await on.active(101, [...strangers, guildId]);
    expect([on.told(), on.failures.length]).toEqual([[], 3]);
    await on.again();
    await on.again();
    expect(on.told()).toEqual([of101]);
  });
});
