import { API, PermissionFlagsBits } from '@discordjs/core';
import { REST } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../../../src/bot/posts/digest/compose-digest.ts';
import type { AskedDigest } from '../../../../src/bot/posts/digest/digests.ts';
import { GuildRegistry } from '../../../../src/collect/guild-registry.ts';
import { Tally } from '../../../../src/columns/tally.ts';
import { defaultGuildSettings } from '../../../../src/core/guild-settings.ts';
import { type Hour, hourOf, startOfMonthMs } from '../../../../src/core/time.ts';
import { GuildCache } from '../../../../src/gateway/guild-cache.ts';
import { Rasterizer } from '../../../../src/render/charts/rasterizer.ts';
import { english } from '../../../../src/render/words.ts';
import { general } from '../../../cast.ts';
import { questionsOn, rowsOf } from '../../../query/ask.ts';
import { guildId, modRoom, stage } from '../../../simulator/server/stage.ts';
import { aGuild } from '../../../store/a-batch.ts';
import { aStore, march } from '../announcer-fixture.ts';

const everything = (1n << 50n) - 1n;
const hour = (iso: string): Hour => hourOf(Date.parse(`${iso}:00:00Z`));
const week = { from: hour('2018-03-12T00'), to: hour('2018-03-19T00') };
const day = { from: hour('2018-03-18T00'), to: hour('2018-03-19T00') };

interface Component {
  readonly type: number;
  readonly content?: string;
  readonly items?: readonly { readonly media: { readonly url: string }; readonly description: string }[];
  readonly components?: readonly Component[];
}

/**
 * A guild in which 30 people write in #general and 30 in #mods, which not everybody can view, in the week of 12 March
 * 2018, and 6 in each in the week before.
 */
async function aBusyGuild() {
  const { server, clock } = await stage();
  const { store, commit } = await aStore();
  const deny = PermissionFlagsBits.ViewChannel;
  server.channels.setOverwrites(modRoom, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
  const api = new API(new REST({ api: server.apiUrl, retries: 0 }).setToken('a.good.token'));
  const guild = aGuild(guildId, { settings: defaultGuildSettings, firstConnectedMs: startOfMonthMs(march) });
  const channel = { id: modRoom, kind: 'text', name: 'mods', number: 2, isDeleted: false, isPrivate: true } as const;
  const members = Array.from({ length: 60 }, (_, number) => ({
    guildId,
    member: { number, token: 0xa000_0000 + number },
  }));
  await commit({ guilds: [guild], channels: [{ guildId, channel }], members });
  const write = async (from: Hour, people: number): Promise<void> => {
    const tally = new Tally();
    for (let number = 0; number < people; number += 1) {
      for (const room of [1, 2]) tally.add(guildId, from + (number % 24), 'msg', room, number + 30 * (room - 1), 2);
    }
    tally.setHeadcount(guildId, from + 23, 57);
    tally.setHeadcount(guildId, week.to - 1, 57);
    await commit({ deltas: tally.drain() });
  };
  await write(week.from - 7 * 24, 6);
  await write(week.from + 24, 30);
  await clock.setTo(Date.parse('2018-03-19T09:00:05Z'));
  const questions = questionsOn(store, clock);
  const deps = {
    guilds: new GuildRegistry(await store.checkpoint()),
    guildCache: new GuildCache({ api, botId: server.botId }),
    store,
    clock,
    questions,
    pictures: new Rasterizer(),
  };
  return {
    questions,
    write,
    compose: async (asked: Omit<AskedDigest, 'guildId'>, permissions = everything, channelId = general) => {
      const [message] = await composeDigest({ guildId, ...asked }, { channelId, permissions }, deps);
      if (message === undefined) throw new Error('there is no message');
      const [container] = (message.body.components ?? []) as unknown as readonly Component[];
      const texts = (container?.components ?? []).flatMap(({ content }) => content ?? []);
      return { ...message, container, texts };
    },
  };
}

function countOf({ components = [] }: Component): number {
  return 1 + components.reduce((sum, each) => sum + countOf(each), 0);
}

describe('the digest of a week', () => {
  it('says the numbers beside those of the week before, and which channels have more people', async () => {
    const on = await aBusyGuild();
    const { texts, mark } = await on.compose({ period: 'weekly', range: week });
    expect(texts).toEqual([
      '### Week of 12 March 2018\n-# UTC · this month is not anonymised yet: do not pass on',
      [
        '**60** people wrote or talked · the week before: 12',
        '**8.6** people on an average day · the week before: 1.7',
        '**120** messages · +400\u202F% on the week before (24)',
        '**0 h** of voice · the week before: 0 h',
        '**0** joined, **0** left',
        '**57** members',
      ].join('\n'),
      '▲ #general: more people, 30 (before 6)',
      expect.stringMatching(/^-# people: wrote a message or were in voice · more, fewer: /),
    ]);
    expect(mark).toBe('### Week of 12 March 2018');
  });

  it('has the numbers that its questions answer', async () => {
    const on = await aBusyGuild();
    const { texts } = await on.compose({ period: 'weekly', range: week });
    const earlier = { from: week.from - 168, to: week.from };
    const view = () => true;
    const compared = await on.questions.ask({
      ...{ guildId, range: week, channel: null, view },
      about: 'compare',
      by: 'total',
      with: earlier,
    });
    for (const { label, value } of rowsOf(compared)) {
      if (label === 'people' || label === 'messages') expect(texts[1]).toContain(`**${value}**`);
    }
  });

  it('names no channel that a reader might not see, but in that channel itself', async () => {
    const on = await aBusyGuild();
    const open = await on.compose({ period: 'weekly', range: week });
    expect(JSON.stringify(open.body.components)).not.toContain('mods');
    const inside = await on.compose({ period: 'weekly', range: week }, everything, modRoom);
    expect(inside.texts[2]?.split('\n').toSorted()).toEqual([
      '▲ #general: more people, 30 (before 6)',
      '▲ #mods: more people, 30 (before 6)',
    ]);
  });

  it('is one message of at most twelve components, with a picture that can be read aloud', async () => {
    const on = await aBusyGuild();
    const { container, body } = await on.compose({ period: 'weekly', range: week });
    expect(body).toMatchObject({ flags: 1 << 15, allowed_mentions: { parse: [] } });
    expect(Object.keys(body)).not.toContain('content');
    expect(container === undefined ? 0 : countOf(container)).toBeLessThanOrEqual(12);
    const [item] = container?.components?.find(({ items }) => items !== undefined)?.items ?? [];
    expect(item?.media.url).toBe('attachment://people-2018-03-12-to-2018-03-19.png');
    expect(item?.description).toMatch(/Week of 12 March 2018: 0, 60, 0, 0, 0, 0, 0\./);
    expect(body.files).toMatchObject([{ name: 'people-2018-03-12-to-2018-03-19.png', contentType: 'image/png' }]);
  });

  it('has no picture where no files may be sent', async () => {
    const on = await aBusyGuild();
    const { container, body, texts } = await on.compose(
      { period: 'weekly', range: week },
      everything & ~PermissionFlagsBits.AttachFiles,
    );
    expect(container?.components?.some(({ items }) => items !== undefined)).toBe(false);
    expect([body.files, texts.length]).toEqual([[], 4]);
  });

  it('is found by the same mark when its numbers have changed', async () => {
    const on = await aBusyGuild();
    const before = await on.compose({ period: 'weekly', range: week });
    await on.write(week.from + 48, 5);
    const after = await on.compose({ period: 'weekly', range: week });
    expect(after.mark).toBe(before.mark);
    expect(after.texts[0]).toContain(before.mark);
    expect(after.texts[1]).not.toBe(before.texts[1]);
  });
});

describe('the digest of a day', () => {
  it('has five lines, and a picture of four weeks', async () => {
    const on = await aBusyGuild();
    await on.write(day.from, 4);
    const { texts, container, mark } = await on.compose({ period: 'daily', range: day });
    expect(mark).toBe('### Sunday, 18 March 2018');
    expect(texts[1]?.split('\n')).toEqual([
      '**8** people wrote or talked',
      '**16** messages',
      '**0 h** of voice',
      '**0** joined, **0** left',
      '**57** members',
    ]);
    expect(texts).toHaveLength(3);
    const [item] = container?.components?.find(({ items }) => items !== undefined)?.items ?? [];
    expect(item?.media.url).toBe('attachment://people-2018-02-19-to-2018-03-19.png');
    expect(english.days(day)).toBe('18 March 2018');
  });
});
