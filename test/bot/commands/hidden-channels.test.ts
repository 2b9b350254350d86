import { gunzipSync } from 'node:zlib';
import { PermissionFlagsBits } from '@discordjs/core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PostedMessage } from '../../../src/simulator/population/answers.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom } from '../../simulator/server/stage.ts';
import { type CensusStage, censusStage, linesOf, moderators } from './census-stage.ts';

const staff = '510000000000000077';
const lair = '520000000000000078';
const council = '600000000000000077';
const carol = '100000000000000007';

/** Two channels that only the council sees. Alice and Carol are moderators, and Carol is in the council. */
let on: CensusStage;

beforeEach(async () => {
  on = await censusStage();
  const { server, clock } = on;
  const { ViewChannel } = PermissionFlagsBits;
  server.guilds.setRole(guildId, { id: council, name: 'council', permissions: 0n });
  server.members.setRoles(guildId, carol, [moderators, council]);
  const overwrites = [
    { id: guildId, kind: 'role', allow: 0n, deny: ViewChannel },
    { id: council, kind: 'role', allow: ViewChannel, deny: 0n },
    { id: server.botId, kind: 'member', allow: ViewChannel, deny: 0n },
  ] as const;
  server.channels.create(guildId, { id: staff, name: 'hush-hush', type: 'text', overwrites });
  server.channels.create(guildId, { id: lair, name: 'the lair', type: 'voice', overwrites });
  const atMs = clock.now();
  server.perform(guildId, { atMs, ev: 'msg', user: alice, channel: general, amount: 4 });
  server.perform(guildId, { atMs, ev: 'msg', user: bob, channel: staff, amount: 3 });
  server.perform(guildId, { atMs, ev: 'msg', user: carol, channel: staff, amount: 1 });
  server.perform(guildId, { atMs, ev: 'voice', user: bob, channel: lair });
  await on.settled();
  await clock.setTo(atMs + 15 * 60_000);
  server.perform(guildId, { atMs: clock.now(), ev: 'voice', user: bob, channel: null });
  await on.settled();
});

describe('a channel that the asker cannot view', () => {
  it.each(['hush-hush', '#hush-hush', staff, `<#${staff}>`, 'the lair', lair])('is not there: %s', async (named) => {
    const strange = named
      .replace('hush-hush', 'nowhere')
      .replace('the lair', 'no where')
      .replace(/7[78](?=>?$)/, '99');
    const sameAs = async (ask: (channel: string) => Promise<readonly PostedMessage[]>) => {
      const [hidden, missing] = [await ask(named), await ask(strange)];
      expect(hidden[0]?.content.replaceAll(named, '…')).toBe(missing[0]?.content.replaceAll(strange, '…'));
      expect(hidden[0]?.embeds).toEqual([]);
    };
    await sameAs((channel) => on.type(`.report full ${quoted(channel)} today`));
    await sameAs((channel) => on.slash('report', { type: 'full', channel, range: 'today' }));
    const [shown] = await on.type(`.report full ${quoted(named)} today`, { userId: carol });
    expect(JSON.stringify(shown?.embeds)).toMatch(/Report for #(hush-hush|the lair)/);
  });

  it('is not suggested', async () => {
    expect(await on.suggestions('report', 'channel', '')).toEqual([
      'all',
      '#Voice One',
      '#Voice Two',
      '#general',
      '#mods',
    ]);
    expect(await on.suggestions('report', 'channel', 'hush')).toEqual([]);
    expect(await on.suggestions('report', 'channel', 'hush', { userId: carol })).toEqual(['#hush-hush']);
  });

  it('shares a row of a report with the others, and the sums stay those of the server', async () => {
    const expected = [
      ['#general', '1', '4'],
      ['channels you cannot see', '2', '4'],
    ];
    const [typed] = await on.type('.report channels all today');
    const [used] = await on.slash('report', { type: 'channels', range: 'today' });
    for (const answer of [typed, used]) {
      const rows = linesOf(answer)
        .slice(1)
        .map((line) => line.split(','));
      expect(rows.map((cells) => [cells[0], cells[2], cells[6]])).toEqual(expected);
    }
    const [byCarol] = await on.type('.report channels all today', { userId: carol });
    expect(linesOf(byCarol).map((line) => line.split(',')[0])).toEqual(['Case', '#general', '#hush-hush', '#the lair']);
    const [full] = await on.type('.report full all today');
    expect(JSON.stringify(full?.embeds)).toContain('"name":"Messages","value":"8"');
  });

  it('is summed with the others in an export, which says so', async () => {
    const [answer] = await on.type('.userstats today');
    const rows = linesOf(answer).map((line) => line.split(','));
    const hidden = rows.filter(([, , , channel]) => channel === '#(hidden)');
    expect(hidden.map(([, event, , , count]) => `${event} ${count}`).sort()).toEqual(['msg 1', 'msg 3', 'voice 900']);
    expect(answer?.content).toContain('channels that you cannot see are summed under `#(hidden)`');
    const [byCarol] = await on.type('.userstats today', { userId: carol });
    expect(linesOf(byCarol).join()).toContain('#hush-hush');
    expect(byCarol?.content).not.toContain('hidden');
  });

  it('is named in no answer', async () => {
    on.server.channels.setOverwrites(lair, [
      { id: guildId, kind: 'role', allow: 0n, deny: PermissionFlagsBits.ViewChannel },
      { id: council, kind: 'role', allow: PermissionFlagsBits.ViewChannel, deny: 0n },
    ]);
    const byCarol = { userId: carol };
    await on.slash('settings', { mod_channel: staff }, byCarol);
    await on.slash('settings', { ignored_channel: staff }, byCarol);
    await on.slash('settings', { report_channel: staff }, byCarol);
    const typed = [
      ...['.report full all today', '.report weekday all today', '.report hourly all today'],
      ...['.report channels all today', '.userstats today', '.active', '.visitors', '.status', '.help'],
      ...['.help report', '.report full nowhere today', '.report channels nowhere', '.report hush'],
    ];
    const answers = [
      ...(await Promise.all(typed.map((text) => on.type(text)))).flat(),
      ...(await on.slash('settings')),
      ...(await on.slash('settings', { mod_channel: staff })),
      ...(await on.slash('settings', { remove: true, ignored_channel: staff })),
      ...(await on.slash('status', {}, { channelId: general })),
      ...(await on.slash('report', { type: 'full' }, { channelId: general })),
      ...(await on.slash('privacy')),
    ];
    expect(answers.length).toBeGreaterThan(typed.length);
    for (const answer of answers) {
      const echoed = textOf(answer).replace(`got \`${staff}\``, '');
      expect(echoed).not.toMatch(new RegExp(`hush-hush|the lair|${staff}|${lair}`));
    }
    const told = answers.map(textOf).join('\n');
    expect(told).toContain('Census cannot see these channels, so it does not count them: channels you cannot see.');
    expect(told).toContain(`<#${modRoom}> (1 you cannot see)`);
    const [shown] = await on.type('.status', byCarol);
    expect(shown?.content).toContain('#the lair');
  });
});

describe('a deleted channel', () => {
  it('is as it was last seen: private to members with Manage Server', async () => {
    on.server.channels.delete(staff);
    await on.settled();
    const [byManager] = await on.type('.report full hush-hush today');
    expect(JSON.stringify(byManager?.embeds)).toContain('Report for #hush-hush');
    const helpers = '600000000000000078';
    on.server.guilds.setRole(guildId, { id: helpers, name: 'helpers', permissions: 0n });
    on.server.members.setRoles(guildId, bob, [helpers]);
    await on.slash('settings', { mod_role: helpers });
    const [byHelper] = await on.type('.report channels all today', { userId: bob });
    expect(linesOf(byHelper).join()).not.toContain('hush-hush');
    on.server.channels.delete(general);
    await on.settled();
    const [open] = await on.type('.report channels all today', { userId: bob });
    expect(linesOf(open).join()).toContain('#general');
  });
});

/** Names with spaces need quotes, and ids may have none. */
function quoted(channel: string): string {
  return channel.includes(' ') ? `"${channel}"` : channel;
}

/** All that a person can read of an answer. */
function textOf({ content, embeds, components, files }: PostedMessage): string {
  const texts = files.map(({ name, bytes, contentType, alt }) => {
    return `${name}\n${contentType === 'image/png' ? alt : gunzipSync(bytes).toString()}`;
  });
  return [content, JSON.stringify([embeds, components]), ...texts].join('\n');
}
