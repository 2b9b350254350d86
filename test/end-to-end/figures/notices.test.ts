import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startApp } from '../../../src/app/app.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { createLog } from '../../../src/log.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { aConfig } from '../../a-config.ts';
import { importOf } from '../../import/an-import.ts';

const guildId = '310000000000000001';
const general = '510000000000000001';
const reports = '510000000000000002';
const owner = '110000000000000009';
const people = Array.from({ length: 30 }, (_, index) => `11000000000000${1000 + index}`);

const at = (iso: string) => Date.parse(`${iso}:00Z`);

/** Five months in which eight to twelve people wrote every day. */
function past(): string {
  const lines = ['ts,user,channel'];
  for (let ms = at('2025-10-01T00:00'); ms < at('2026-03-01T00:00'); ms += dayMs) {
    for (let person = 0; person < 8 + ((ms / dayMs) % 5); person += 1) {
      lines.push(`${(ms + 10 * hourMs) / 1000 + person},${person},general`);
    }
  }
  // The files end with the month.
  lines.push(`${at('2026-02-28T23:59') / 1000 + 59},0,general`);
  return `${lines.join('\n')}\n`;
}

it('a server with an imported past gets a notice of its first unusual day, whose buttons answer', async () => {
  const { data, code } = await importOf(
    { 'past.csv': past() },
    { nowMs: at('2026-03-01T00:00'), args: ['--guild', guildId] },
  );
  expect(code).toBe(0);
  const clock = new SimulatedClock(at('2026-03-01T00:00'));
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
    memberCount: 40,
  });
  const app = await startApp(aConfig({ discordApiUrl: server.apiUrl, dataDirectory: data }), {
    clock,
    random: randomBytes,
    log: createLog('error', process.stderr),
    flushEveryMs: hourMs,
  });
  onTestFinished(async () => {
    await app.stop();
    await server.stop();
  });
  const settled = () => app.settled(server.lastSequence());
  const until = async (iso: string) => {
    for (let ms = clock.now(); ms < at(iso); ) {
      ms = Math.min(at(iso), (Math.floor(ms / hourMs) + 1) * hourMs + 60_000);
      await clock.setTo(ms);
      await settled();
    }
  };
  const write = (iso: string, count: number, amount: number) => {
    for (const user of people.slice(0, count)) {
      server.perform(guildId, { atMs: at(iso), ev: 'msg', user, channel: general, amount });
    }
  };
  const posts = () => server.world.channel(reports)?.history.since('0') ?? [];

  const titles = () => posts().map(({ content }) => content.split('\n')[0]);
  const expected = ['### Unusual: Tuesday, 3 March 2026', '### Most people on a day: 30'];

  await settled();
  server.people.useCommand({
    guildId,
    channelId: general,
    userId: owner,
    name: 'settings',
    options: { mod_channel: general, report_channel: reports, notices: 'hours off' },
  });
  await settled();
  await until('2026-03-01T12:00');
  write('2026-03-01T12:00', 10, 1);
  await until('2026-03-02T12:00');
  write('2026-03-02T12:00', 10, 1);
  await until('2026-03-03T12:00');
  write('2026-03-03T12:00', 30, 9);
  await until('2026-03-04T03:00');
  await vi.waitFor(() => expect(titles()).toEqual(expected), { timeout: 20_000 });
  const [post] = posts();
  expect(post?.content.split('\n').slice(0, 3)).toEqual([
    expected[0],
    expect.stringMatching(
      /^\*\*30\*\* people wrote or talked; 1[01] is usual on a Tuesday\. Nothing .* Most of it in #general: 30, usually 0\.$/,
    ),
    expect.stringMatching(
      /^\*\*270\*\* messages; 1[01] is usual on a Tuesday\. Nothing .* Most of it in #general: 270, usually 0\.$/,
    ),
  ]);

  const rows = (post?.extras?.components ?? []) as readonly { components: readonly Record<string, string>[] }[];
  const answered = [];
  for (const { label, custom_id: customId = '' } of rows[0]?.components ?? []) {
    const messageId = post?.id ?? '';
    const answers = server.people.press({ guildId, channelId: reports, userId: owner, messageId, customId });
    await settled();
    const [answer] = answers.messages();
    answered.push([label, answer?.isEphemeral, JSON.stringify(answer?.embeds).match(/"title":"([^"]*)"/)?.[1]]);
  }
  expect(answered).toEqual([
    ['Report', true, 'Report for 2026-03-03 to 2026-03-04'],
    ['When', true, 'When people write and talk'],
  ]);
  await until('2026-03-04T12:00');
  write('2026-03-04T12:00', 10, 1);
  await until('2026-03-05T02:00');
  expect(titles()).toEqual(expected);
}, 120_000);
