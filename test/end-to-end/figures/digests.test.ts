import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type App, startApp } from '../../../src/app/app.ts';
import { createLog } from '../../../src/log.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { aConfig } from '../../a-config.ts';

const guildId = '310000000000000001';
const general = '510000000000000001';
const reports = '510000000000000002';
const owner = '110000000000000009';
const people = ['110000000000000002', '110000000000000003', '110000000000000004'];

const at = (iso: string) => Date.parse(`${iso}:00Z`);

interface Container {
  readonly components: readonly {
    readonly content?: string;
    readonly items?: readonly { readonly description: string }[];
    readonly components?: readonly { readonly label: string; readonly custom_id: string }[];
  }[];
}

/** Census on a simulated Discord, from Monday, 16 March 2026, 10:00. It can be stopped and started again. */
async function aCensus() {
  const clock = new SimulatedClock(at('2026-03-16T10:00'));
  const server = new DiscordServer({ clock });
  await server.start();
  server.guilds.create({
    id: guildId,
    name: 'Kitchen',
    ownerId: owner,
    channels: [
      { id: general, name: 'general', type: 'text' },
      { id: reports, name: 'reports', type: 'text' },
    ],
    memberCount: 12,
  });
  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-digests-'));
  let app: App;
  const start = async () => {
    app = await startApp(aConfig({ discordApiUrl: server.apiUrl, dataDirectory }), {
      clock,
      random: randomBytes,
      log: createLog('error', process.stderr),
      flushEveryMs: 3_600_000,
    });
    await app.settled(server.lastSequence());
  };
  onTestFinished(async () => {
    await app.stop();
    await server.stop();
    rmSync(dataDirectory, { recursive: true });
  });
  await start();
  const posts = () => server.world.channel(reports)?.history.since('0') ?? [];
  return {
    server,
    clock,
    start,
    stop: () => app.stop(),
    settled: () => app.settled(server.lastSequence()),
    async ask(name: string, options: Record<string, string> = {}) {
      const answers = server.people.useCommand({ guildId, channelId: general, userId: owner, name, options });
      await app.settled(server.lastSequence());
      return answers.messages();
    },
    write(iso: string, amount = 1) {
      for (const user of people) server.perform(guildId, { atMs: at(iso), ev: 'msg', user, channel: general, amount });
    },
    posts,
    /** The first line of each post. */
    titles: (channelId = reports) =>
      (server.world.channel(channelId)?.history.since('0') ?? []).map(({ content, extras }) => {
        const text = JSON.stringify(extras?.components ?? []).match(/"content":"(### [^"\\]*)/)?.[1];
        const title = JSON.stringify(extras?.embeds ?? []).match(/"title":"([^"]*)"/)?.[1];
        return text ?? title ?? content.replace(/\d\d:\d\d:\d\d/, 'time');
      }),
    /** Lets time pass, hour by hour, until then. */
    async until(iso: string) {
      for (let ms = clock.now(); ms < at(iso); ) {
        ms = Math.min(at(iso), (Math.floor(ms / 3_600_000) + 1) * 3_600_000 + 60_000);
        await clock.setTo(ms);
        await app.settled(server.lastSequence());
      }
    },
    /** Waits until all posts have come. */
    arrived: (expected: readonly string[], read: () => readonly string[]) =>
      vi.waitFor(() => expect(read()).toEqual(expected), { timeout: 20_000 }),
  };
}

const marchReceipt = 'March 2026: 3 members anonymised, salt destroyed 4 April 2026, time UTC';
const marchReport = 'Report for 2026-03-01 to 2026-04-01';

describe('a weekly digest', () => {
  it('comes on Monday, with its picture and buttons', async () => {
    const on = await aCensus();
    await on.ask('settings', { mod_channel: general, report_channel: reports, digest: 'weekly' });
    await on.until('2026-03-17T12:00');
    on.write('2026-03-17T12:00', 4);
    await on.until('2026-03-23T09:30');
    await on.arrived(['### Week of 16 March 2026'], on.titles);
    const [post] = on.posts();
    const [container] = (post?.extras?.components ?? []) as readonly Container[];
    const [heading, numbers, gallery, row, definition] = container?.components ?? [];
    expect(heading?.content).toBe(
      '### Week of 16 March 2026\n-# UTC · counting since 16 March 2026, 10:00 UTC · ' +
        'this month is not anonymised yet: do not pass on',
    );
    expect(numbers?.content?.split('\n')).toEqual([
      '**3** people wrote or talked',
      '**0.5** people on an average day',
      '**12** messages',
      '**0 h** of voice',
      '**0** joined, **0** left',
      '**12** members',
    ]);
    expect(gallery?.items?.[0]?.description).toMatch(/^People who wrote or talked, a day, Week of 16 March 2026: /);
    expect(post?.extras?.attachments).toMatchObject([{ name: 'people-2026-03-16-to-2026-03-23.png' }]);
    expect(row?.components?.map(({ label }) => label)).toEqual(['◀ Week before', 'By channel', 'When', 'Files']);
    expect(definition?.content).toBe('-# people: wrote a message or were in voice');

    const customId = row?.components?.[1]?.custom_id ?? '';
    const messageId = post?.id ?? '';
    const answers = on.server.people.press({ guildId, channelId: reports, userId: owner, messageId, customId });
    await on.settled();
    const [answer] = answers.messages();
    expect([answer?.isEphemeral, JSON.stringify(answer?.embeds)]).toEqual([
      true,
      expect.stringContaining('#general: 12 messages, 3 people'),
    ]);
    expect(on.titles()).toEqual(['### Week of 16 March 2026']);
  }, 120_000);

  it('and the end of a month come once each after ten days off', async () => {
    const on = await aCensus();
    await on.ask('settings', { mod_channel: general, report_channel: reports, digest: 'weekly' });
    await on.until('2026-03-17T12:00');
    on.write('2026-03-17T12:00');
    await on.until('2026-03-23T09:30');
    await on.arrived(['### Week of 16 March 2026'], on.titles);
    await on.until('2026-03-25T12:00');
    await on.stop();
    await on.clock.setTo(at('2026-04-04T12:00'));
    await on.start();
    await on.until('2026-04-04T14:30');
    const sorted = () => on.titles().toSorted();
    const since = ['### Week of 16 March 2026', '### Week of 23 March 2026', marchReceipt, marchReport].sort();
    await on.arrived(since, sorted);
    await on.until('2026-04-06T09:30');
    await on.arrived([...since, '### Week of 30 March 2026'].sort(), sorted);
    await on.stop();
    await on.start();
    await on.until('2026-04-06T11:30');
    expect(sorted()).toHaveLength(5);
    expect((await on.ask('status'))[0]?.content).not.toContain('not posted');
  }, 240_000);
});

describe('a daily digest', () => {
  it('that cannot be posted is told in /status, and the next one comes', async () => {
    const on = await aCensus();
    await on.ask('settings', { mod_channel: general, report_channel: reports, digest: 'daily' });
    await on.until('2026-03-17T09:30');
    await on.arrived(['### Monday, 16 March 2026'], on.titles);
    const deny = PermissionFlagsBits.SendMessages;
    on.server.channels.setOverwrites(reports, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    await on.until('2026-03-18T09:30');
    on.server.channels.setOverwrites(reports, []);
    await on.until('2026-03-19T09:30');
    await on.arrived(['### Monday, 16 March 2026', '### Wednesday, 18 March 2026'], on.titles);
    on.server.channels.delete(reports);
    await on.until('2026-03-20T09:30');
    await on.ask('settings', { digest_channel: general });
    await on.until('2026-03-21T09:30');
    await on.arrived(['### Friday, 20 March 2026'], () => on.titles(general).filter((text) => text.startsWith('###')));
    await on.stop();
    await on.clock.setTo(at('2026-03-25T12:00'));
    await on.start();
    await on.until('2026-03-25T13:30');
    const [status] = await on.ask('status');
    expect(status?.content.split('\n').filter((line) => line.includes('not posted'))).toEqual([
      'The digest of 21–23 March 2026 was not posted: Census was not running when it was due.',
      'The digest of 19 March 2026 was not posted: the channel no longer exists.',
      'The digest of 17 March 2026 was not posted: Census lacked a permission in the channel.',
    ]);
  }, 240_000);
});
