import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import { alice, bob, guildId } from '../../../simulator/server/stage.ts';
import { type CensusStage, censusStage, chat } from '../census-stage.ts';
import { embedOf, fieldsIn, labelsUnder, pictureIn, tableIn } from './asked-embeds.ts';

const staff = '510000000000000077';

describe('.channels', { timeout: 30_000 }, () => {
  test('lists what is busy and where people talk', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer, ...more] = await on.type('.channels today');
    expect(more).toEqual([]);
    expect(embedOf(answer)).toMatchObject({ title: 'Channels' });
    expect(fieldsIn(answer)).toEqual({ Busy: '#general: 5 messages, 2 people', Voice: '#Voice One: 15 min, 1 person' });
    expect(embedOf(answer).footer?.text).toContain('nothing is counted in #mods, which is ignored');
    expect(pictureIn(answer)?.name).toBe('channels-2018-03-05-to-2018-03-06.png');
    expect(labelsUnder(answer)).toEqual(['Report', 'When', 'Files']);
    const [slash] = await on.slash('channels', { range: 'today' });
    expect(embedOf(slash)).toEqual(embedOf(answer));
    const [file] = await on.slash('channels', { range: 'today', format: 'csv.gz' });
    expect(file?.files.map(({ name }) => name)).toEqual(['channels-all-2018-03-05-to-2018-03-06.csv.gz']);
    expect(tableIn(file)[1]).toMatch(/^#general,5,1,2,/);
  });

  test('sums channels that the asker cannot view, and names none of them anywhere', async () => {
    const on = await withHiddenChannel();
    for (const format of ['', ' format:csv']) {
      const [answer] = await on.type(`.channels today${format}`);
      expect(JSON.stringify(answer)).not.toContain('hush');
      expect([answer?.content, ...tableIn(answer), pictureIn(answer)?.alt].join()).not.toContain('hush');
    }
    const [answer] = await on.type('.channels today');
    expect(fieldsIn(answer)).toMatchObject({
      'Channels you cannot see': '3 messages and – in voice, all together',
    });
  });

  test('a channel that the asker cannot view is as if it did not exist', async () => {
    const on = await withHiddenChannel();
    for (const command of ['when', 'kinds']) {
      for (const [hidden, missing] of [
        ['#hush', '#nowhere'],
        ['hush', 'mush'],
        [staff, '510000000000000099'],
        [`<#${staff}>`, '<#510000000000000099>'],
      ] as const) {
        const [one] = await on.type(`.${command} ${hidden} today`);
        const [other] = await on.type(`.${command} ${missing} today`);
        expect(one?.embeds).toEqual([]);
        expect(one?.content.replaceAll(hidden, '…')).toBe(other?.content.replaceAll(missing, '…'));
      }
    }
  });
});

/** Bob has written in a channel that Alice cannot view. */
async function withHiddenChannel(): Promise<CensusStage> {
  const on = await censusStage();
  const { ViewChannel } = PermissionFlagsBits;
  const overwrites = [
    { id: guildId, kind: 'role', allow: 0n, deny: ViewChannel },
    { id: on.server.botId, kind: 'member', allow: ViewChannel, deny: 0n },
    { id: bob, kind: 'member', allow: ViewChannel, deny: 0n },
    { id: alice, kind: 'member', allow: 0n, deny: ViewChannel },
  ] as const;
  on.server.channels.create(guildId, { id: staff, name: 'hush', type: 'text', overwrites });
  on.server.perform(guildId, { atMs: on.clock.now(), ev: 'msg', user: bob, channel: staff, amount: 3 });
  await on.settled();
  return on;
}
