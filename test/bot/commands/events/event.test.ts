import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import { bob, guildId } from '../../../simulator/server/stage.ts';
import { censusStage, chat, moderators } from '../census-stage.ts';
import { embedOf } from '../questions/asked-embeds.ts';

const conference = { name: 'Conference', from: '2018-03-05', to: '2018-03-06' };

describe('/event', { timeout: 30_000 }, () => {
  test('is noted, listed, shown and removed', async () => {
    const on = await censusStage();
    await chat(on);
    const [added] = await on.slash('event add', conference);
    expect(added?.content).toBe('Noted **Conference**: 5–6 March 2018.');
    const [listed] = await on.slash('event list');
    expect(embedOf(listed).description).toBe('`#1` **Conference**: 5–6 March 2018');
    for (const [shown] of [await on.slash('event show', { name: 'conf' }), await on.type('.event Conference')]) {
      expect(embedOf(shown)).toMatchObject({ title: 'Conference' });
      const { description = '' } = embedOf(shown);
      expect(description).toContain('5–6 March 2018');
      expect(description).toMatch(/People +2 +–/);
      expect(description).toMatch(/Messages +5 +–/);
      expect(description).toMatch(/In the seven days after it[\s\S]*Messages +– +–/);
    }
    const [removed] = await on.slash('event remove', { name: '#1' });
    expect(removed?.content).toBe('Removed **Conference**: 5–6 March 2018.');
    const [none] = await on.type('.event');
    expect(embedOf(none).description).toBe('There are no events yet. Note one with `/event add`.');
  });

  test('is there after a restart, and its name is in no log', async () => {
    const on = await censusStage();
    await on.slash('event add', conference);
    await on.restart();
    expect(embedOf((await on.type('.event list'))[0]).description).toContain('Conference');
    expect(on.log.join()).not.toContain('Conference');
  });

  test('suggests those that the asker may see, the latest first', async () => {
    const on = await censusStage();
    await on.slash('event add', conference);
    await on.slash('event add', { name: 'Quiz', from: '2018-03-10 18:00', to: '2018-03-10 21:30' });
    expect(await on.suggestions('event show', 'name', '')).toEqual([
      'Quiz: 10 March 2018, 18:00 UTC to 22:00 UTC',
      'Conference: 5–6 March 2018',
    ]);
    expect(await on.suggestions('event remove', 'name', 'qui')).toHaveLength(1);
  });

  test('in a channel that the asker cannot view does not exist', async () => {
    const on = await censusStage();
    const staff = '510000000000000077';
    const council = '600000000000000077';
    const carol = '100000000000000007';
    const { ViewChannel } = PermissionFlagsBits;
    on.server.guilds.setRole(guildId, { id: council, name: 'council', permissions: 0n });
    on.server.members.setRoles(guildId, carol, [moderators, council]);
    const overwrites = [
      { id: guildId, kind: 'role', allow: 0n, deny: ViewChannel },
      { id: council, kind: 'role', allow: ViewChannel, deny: 0n },
      { id: on.server.botId, kind: 'member', allow: ViewChannel, deny: 0n },
    ] as const;
    on.server.channels.create(guildId, { id: staff, name: 'hush-hush', type: 'text', overwrites });
    await on.settled();
    const [added] = await on.slash('event add', { ...conference, channel: staff }, { userId: carol });
    expect(added?.content).toBe(`Noted **Conference** in <#${staff}>: 5–6 March 2018.`);
    expect(embedOf((await on.slash('event list', {}, { userId: carol }))[0]).description).toContain(`<#${staff}>`);
    expect(embedOf((await on.slash('event show', { name: '#1' }, { userId: carol }))[0]).title).toBe('Conference');

    expect(embedOf((await on.slash('event list'))[0]).description).toContain('There are no events yet.');
    expect((await on.slash('event show', { name: '#1' }))[0]?.content).toContain('There are no events yet.');
    expect((await on.slash('event remove', { name: 'Conference' }))[0]?.content).toContain('There are no events yet.');
    expect(await on.suggestions('event show', 'name', '')).toEqual([]);
  });

  test.each([
    [{ from: 'soon' }, 'Expected a day, with a time or without, but got `soon`.'],
    [{ from: '2018-03-05', to: '2018-03-04' }, 'The event ends before it begins.'],
    [{ from: '2018-03-05', to: '2018-05-04' }, 'An event may last 31 days at most.'],
    [{ from: '2018-03-05 25:00' }, 'Expected a time of the day'],
    [{ name: '<@600000000000000009>', from: '2018-03-05' }, 'may not mention a member'],
  ])('%o is a mistake that is named', async (options, words) => {
    const on = await censusStage();
    const [answer] = await on.slash('event add', { name: 'Fair', ...options });
    expect(answer?.content).toContain(words);
  });

  test('.event with an unknown name says so, and what was probably meant', async () => {
    const on = await censusStage();
    await on.slash('event add', conference);
    expect((await on.type('.event Conferense'))[0]?.content).toContain('Did you mean `Conference`?');
    expect((await on.type('.event Party'))[0]?.content).toContain('There is no event called `Party`.');
  });

  test('is for moderators', async () => {
    const on = await censusStage();
    const [answer] = await on.slash('event list', {}, { userId: bob });
    expect(answer?.content).not.toContain('events');
  });
});
