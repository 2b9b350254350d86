import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { hourMs } from '../../../src/core/time.ts';
import { aPast } from './a-past.ts';
import { naivePast } from './naive-past.ts';
import { monthsSeen } from './what-was-counted.ts';

/** A bot that came when people had written for more than two months. */
async function aLateBot() {
  const past = await aPast({
    ...{ seed: 8, fromMs: Date.UTC(2020, 2, 10), days: 70, channels: 4, people: 9, messagesPerDay: 12 },
  });
  onTestFinished(() => past.close());
  await past.live();
  await past.clock.setTo(Date.UTC(2020, 5, 2, 12));
  const { app, data } = await past.bot();
  const { server, guild, world } = past;
  return {
    ...past,
    app,
    data,
    manage: (options: Record<string, string>) => past.ask(guild.moderatorId, 'settings', options),
    status: () => past.ask(guild.moderatorId, 'status'),
    /** The past months at rest, and the same as counted by hand. */
    async expectAll(): Promise<void> {
      const read = (await monthsSeen(data, guild.id, [])).map(({ totals: _totals, ...month }) => month);
      expect(read).toEqual(naivePast(world));
    },
    settled: (running = app) => running.settled(server.lastSequence()),
  };
}

it('reads past months when it is asked to, and says what it cannot have', { timeout: 60_000 }, async () => {
  const { manage, status, settled, app, expectAll } = await aLateBot();
  expect(await manage({ backfill: '12' })).toBe(
    [
      'Census now counts the messages of the last 12 months from the histories of the channels. `/status` shows how far it is.',
      'Past months have messages only: no voice, no joins and leaves, and nothing of messages, threads and channels that were deleted since, or of archived private threads. Months of which Census has something already stay as they are.',
      'Census cannot read what was written in #room-3: it lacks the permission Read Message History there.',
      'Moderators can ask in the mod channels: `/report`, or `.report full all yesterday`.',
    ].join('\n'),
  );
  await settled();
  const said = await status();
  expect(said).toMatch(
    /Past months: 3 months, March 2020 to May 2020, were read from the histories of the channels, with \d+ messages\./,
  );
  expect(said).toContain(
    'Past months have nothing of #room-3: Census lacks the permission Read Message History there.',
  );
  expect(await manage({ backfill: '12', remove: 'true' })).toMatch(/^Unchanged: no past months are being read\./);
  await app.stop();
  await expectAll();
});

it('counts what is written meanwhile, and announces no month that ended long ago', { timeout: 60_000 }, async () => {
  const { manage, settled, app, expectAll, server, guild, world, clock, status } = await aLateBot();
  const [first] = world.channels;
  const reports = world.channels[1]?.id ?? '';
  await manage({ report_channel: reports });
  const written = server.world.channel(reports)?.history.since('0').length;
  const release = server.faults.holdRequests(/\/messages$/);
  await manage({ backfill: '3' });
  await vi.waitFor(async () => expect(await status()).toMatch(/Census reads May 2020 from the histories: 0 of \d+/));
  server.perform(guild.id, {
    atMs: clock.now(),
    ev: 'msg',
    user: '110000000000000005',
    channel: first?.id ?? null,
    amount: 7,
  });
  release();
  await settled();
  await clock.setTo(clock.now() + 2 * hourMs);
  await settled();
  expect(server.world.channel(reports)?.history.since('0').length).toBe(written);
  expect(await reportOfThisMonth()).toContain('7');
  await app.stop();
  await expectAll();

  async function reportOfThisMonth(): Promise<string> {
    const answers = server.people.useCommand({
      ...{ guildId: guild.id, channelId: guild.modChannelId, userId: guild.moderatorId },
      ...{ name: 'report', options: { type: 'full', range: 'this month' } },
    });
    return vi.waitFor(() => {
      const [answer] = answers.messages();
      if (answer === undefined || answer.isThinking) throw new Error('no answer yet');
      return JSON.stringify(answer.embeds);
    });
  }
});

it('goes on after a restart, until it is told not to', { timeout: 60_000 }, async () => {
  const { manage, settled, app, data, start, server, expectAll, guild } = await aLateBot();
  const release = server.faults.holdRequests(/\/messages$/);
  await manage({ backfill: '3' });
  await setTimeout(100);
  await app.stop();
  release();
  expect(await monthsSeen(data, guild.id, [])).toEqual([]);

  const held = server.faults.holdRequests(/\/messages$/);
  const second = await start(data);
  await manage({ backfill: '3', remove: 'true' });
  held();
  await settled(second);
  expect(await monthsSeen(data, guild.id, [])).toEqual([]);
  const heldAgain = server.faults.holdRequests(/\/messages$/);
  await manage({ backfill: '3' });
  await setTimeout(100);
  await second.stop();
  heldAgain();

  const third = await start(data);
  await settled(third);
  await third.stop();
  await expectAll();
});
