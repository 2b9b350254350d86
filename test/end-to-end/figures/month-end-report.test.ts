import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startApp } from '../../../src/app/app.ts';
import { createLog } from '../../../src/log.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { aConfig } from '../../a-config.ts';

const guildId = '310000000000000001';
const general = '510000000000000001';
const reports = '510000000000000002';
const owner = '110000000000000009';
const bob = '110000000000000002';

it('is posted once in the report channel, and is all that remains of a pruned month', async () => {
  const clock = new SimulatedClock(Date.UTC(2026, 2, 31, 23));
  const server = new DiscordServer({ clock });
  await server.start();
  onTestFinished(() => server.stop());
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
  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-month-'));
  const config = aConfig({ discordApiUrl: server.apiUrl, dataDirectory, keepMonths: 1 });
  const logged = new PassThrough({ encoding: 'utf8' });
  const log = createLog('info', logged);
  const app = await startApp(config, { clock, random: randomBytes, log, flushEveryMs: 3_600_000 });
  onTestFinished(async () => {
    await app.stop();
    rmSync(dataDirectory, { recursive: true });
  });
  const ask = async (name: string, options: Record<string, string>) => {
    const answers = server.people.useCommand({ guildId, channelId: general, userId: owner, name, options });
    await app.settled(server.lastSequence());
    return answers.messages();
  };
  await app.settled(server.lastSequence());
  await ask('settings', { mod_channel: general });
  await ask('settings', { report_channel: reports });
  server.perform(guildId, { atMs: clock.now(), ev: 'msg', user: bob, channel: general, amount: 3 });
  await app.settled(server.lastSequence());

  const told = () => server.world.channel(reports)?.history.since('0') ?? [];
  const [march, april] = ['March 2026: 1 member', 'April 2026: 0 members'].map((start) =>
    expect.stringMatching(new RegExp(`^${start} anonymised, salt destroyed 00:0\\d:\\d\\d UTC$`)),
  );
  await clock.setTo(Date.UTC(2026, 3, 1, 0, 5));
  await vi.waitFor(() => expect(told().map(({ content }) => content)).toEqual([march, '']), { timeout: 10_000 });
  const posted = numbersIn(told()[1]?.extras?.embeds);
  expect(posted).toContain('{"name":"Messages","value":"3","inline":true}');
  const [asked] = await ask('report', { type: 'full', range: 'March 2026' });
  expect(numbersIn(asked?.embeds)).toBe(posted);

  await clock.setTo(Date.UTC(2026, 4, 1, 0, 5));
  await vi.waitFor(() => expect(told().map(({ content }) => content)).toEqual([march, '', april, '']), {
    timeout: 10_000,
  });
  await app.settled(server.lastSequence());
  const [status] = await ask('status', {});
  expect(status?.content).toMatch(
    /^The counters of March 2026 will be deleted after 2 May 2026, 00:0\d UTC \(KEEP_MONTHS\)\. Their totals stay\.$/m,
  );
  const announcement = /"months":"March 2026","servers":1,"notBefore":"2026-05-02 00:0\d UTC"/;
  expect(String(logged.read())).toMatch(announcement);

  await clock.setTo(Date.UTC(2026, 4, 2, 1, 0));
  await app.settled(server.lastSequence());
  const [kept] = await ask('report', { type: 'full', range: 'March 2026' });
  expect(JSON.stringify(kept?.embeds)).toContain('{"name":"Messages","value":"3","inline":true}');
  expect(JSON.stringify(kept?.embeds)).toContain('the counters of March 2026 were deleted (KEEP_MONTHS)');
  const [refused] = await ask('report', { type: 'hourly', range: 'March 2026' });
  expect(refused?.content).toContain('no more of a report is kept');
}, 60_000);

/** Embeds without their pictures, which only answers have. */
function numbersIn(embeds: readonly unknown[] = []): string {
  return JSON.stringify(embeds.map((embed) => ({ ...(embed as object), image: undefined })));
}
