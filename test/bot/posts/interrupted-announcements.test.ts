import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { startOfMonthMs } from '../../../src/core/time.ts';
import { general } from '../../cast.ts';
import { guildId } from '../../simulator/server/stage.ts';
import { anAnnouncer, aprilReceipt, aprilReport, march, receipt, report } from './announcer-fixture.ts';

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
    expect(await on.known()).toEqual({ month: march, isCertain: true });
    expect(await on.missed()).toEqual(['unsure']);
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
    expect(await on.known()).toBe(null);
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

function chat(on: Awaited<ReturnType<typeof anAnnouncer>>, messages: number): void {
  const user = on.server.world.user('100000000000000003');
  const channel = on.server.world.channel(general);
  if (channel === undefined) throw new Error('there is no #general');
  const fromMs = startOfMonthMs(march + 1) + 10_000;
  for (let index = 0; index < messages; index += 1) on.server.messages.write(channel, user, 'hello', fromMs + index);
}
