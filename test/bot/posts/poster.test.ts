import { describe, expect, it } from 'vitest';
import { general } from '../../cast.ts';
import { guildId, modRoom } from '../../simulator/server/stage.ts';
import { aPoster, textsOf, weekOf } from './poster-stage.ts';

/** More than a post of two messages has: two writes and two sends, each before and after. */
const mostSteps = 9;

describe('a post that is killed at any step', () => {
  it.each(Array.from({ length: mostSteps }, (_, steps) => steps))('after %i steps is there once', async (steps) => {
    const on = await aPoster();
    on.killAfter(steps);
    const first = await on.post(0);
    expect(on.isDead).toBe(first === 'later');
    expect(on.isDead).toBe(steps < mostSteps - 1); // So the last number of steps is enough.
    on.restart();
    expect(await on.post(0)).toBe('done');
    expect(await on.post(0)).toBe('done');
    expect(on.told()).toEqual(textsOf(weekOf(0)));
    expect(await on.state()).toMatchObject({ until: weekOf(0).to, isCertain: true, missed: [] });
  });

  it.each(Array.from({ length: mostSteps }, (_, steps) => steps))(
    'twice, after %i steps, is there once',
    async (steps) => {
      for (const again of [0, 1, 2, 3]) {
        const on = await aPoster();
        on.killAfter(steps);
        await on.post(0);
        on.restart();
        on.killAfter(again);
        await on.post(0);
        on.restart();
        await on.post(0);
        expect(on.told()).toEqual(textsOf(weekOf(0)));
      }
    },
    60_000,
  );

  it('and whose next period came meanwhile is at most there once, and else told as missed', async () => {
    for (let steps = 0; steps < mostSteps; steps += 1) {
      const on = await aPoster();
      on.killAfter(steps);
      await on.post(0);
      on.restart();
      await on.post(1);
      const [receipt, report] = textsOf(weekOf(0));
      const told = on.told();
      expect(new Set(told).size).toBe(told.length);
      expect(told.slice(-2)).toEqual(textsOf(weekOf(1)));
      const isWhole = told.includes(receipt ?? '') && told.includes(report ?? '');
      const { missed } = await on.state();
      if (steps >= 2 && !isWhole) expect(missed).toEqual([{ ...weekOf(0), why: 'unsure' }]);
    }
  }, 60_000);
});

describe('a post', () => {
  it('of a period that lies before a posted one is not made', async () => {
    const on = await aPoster();
    await on.post(1);
    expect(await on.post(0)).toBe('done');
    expect(on.told()).toEqual(textsOf(weekOf(1)));
  });

  it('of another kind has a state of its own', async () => {
    const on = await aPoster();
    await on.post(0);
    await on.post(0, { kind: 'notice', messages: async () => [{ body: { content: 'Unusual' }, mark: 'Unusual' }] });
    expect(on.told()).toEqual([...textsOf(weekOf(0)), 'Unusual']);
  });

  it('that is not wanted is not made later either', async () => {
    const on = await aPoster();
    expect(await on.post(0, { channelId: null })).toBe('done');
    await on.post(0);
    expect(on.told()).toEqual([]);
    expect((await on.state()).missed).toEqual([]);
  });

  it('tells which periods it leaves out', async () => {
    const on = await aPoster();
    await on.post(0);
    await on.post(3, { leftOut: { from: weekOf(0).to, to: weekOf(3).from, why: 'wasOff' } });
    await on.post(5, { leftOut: { from: weekOf(3).to, to: weekOf(5).from, why: 'failed' } });
    expect((await on.state()).missed).toEqual([
      { from: weekOf(1).from, to: weekOf(2).to, why: 'wasOff' },
      { ...weekOf(4), why: 'failed' },
    ]);
  });

  it('is found again as an embed and as a text component', async () => {
    for (const body of [
      { embeds: [{ title: 'Week of 1 March 2018' }] },
      { components: [{ type: 17, components: [{ type: 10, content: '### Week of 1 March 2018' }] }], flags: 1 << 15 },
    ]) {
      const on = await aPoster();
      const messages = async () => [{ body, mark: 'Week of 1 March 2018' }];
      on.killAfter(4);
      expect(await on.post(0, { messages })).toBe('later');
      on.restart();
      expect(await on.post(0, { messages })).toBe('done');
      expect(on.told()).toHaveLength(1);
    }
  });

  it('in a guild that is not stored yet waits, because its state could not be written', async () => {
    const on = await aPoster();
    await on.store.removeGuild(guildId);
    expect(await on.post(0)).toBe('later');
    expect(on.told()).toEqual([]);
  });

  it('that cannot be composed waits, and was not tried', async () => {
    const on = await aPoster();
    const messages = async () => Promise.reject(new Error('no numbers'));
    expect(await on.post(0, { messages })).toBe('later');
    expect(on.failures).toHaveLength(1);
    expect((await on.state()).until).toBe(0);
  });
});

describe('a channel', () => {
  it('that is deleted is told as the reason, and the next period is tried again', async () => {
    const on = await aPoster();
    expect(await on.post(0, { channelId: '510000000000000404' })).toBe('missed');
    expect((await on.state()).missed).toEqual([{ ...weekOf(0), why: 'channelGone' }]);
    expect(await on.post(0, { channelId: modRoom })).toBe('done');
    expect(on.told(modRoom)).toEqual([]);
    expect(await on.post(1, { channelId: modRoom })).toBe('done');
    expect(on.told(modRoom)).toEqual(textsOf(weekOf(1)));
  });

  it('in which a permission was lost is told as the reason, and the next period is tried again', async () => {
    const on = await aPoster();
    on.deny('SendMessages');
    expect(await on.post(0)).toBe('missed');
    on.server.channels.setOverwrites(general, []);
    on.restart();
    expect(await on.post(0)).toBe('done');
    expect(await on.post(1)).toBe('done');
    expect(on.told()).toEqual(textsOf(weekOf(1)));
    expect((await on.state()).missed).toEqual([{ ...weekOf(0), why: 'lackingPermission' }]);
    expect(on.failures).toEqual([]);
  });

  it('that Discord refuses is told as the reason', async () => {
    const on = await aPoster();
    on.server.faults.failRequestsTo(/messages$/, 1, 403);
    expect(await on.post(0)).toBe('missed');
    expect((await on.state()).missed).toEqual([{ ...weekOf(0), why: 'refused' }]);
  });

  it('whose history cannot be read gets nothing twice, and that is told', async () => {
    const on = await aPoster();
    on.killAfter(4);
    await on.post(0);
    on.restart();
    on.deny('ReadMessageHistory');
    expect(await on.post(0)).toBe('missed');
    expect(on.told()).toEqual(textsOf(weekOf(0)).slice(0, 1));
    expect((await on.state()).missed).toEqual([{ ...weekOf(0), why: 'unsure' }]);
  });

  it('keeps no more than four spans without a post', async () => {
    const on = await aPoster();
    for (const week of [0, 2, 4, 6, 8, 10]) await on.post(week, { channelId: '510000000000000404' });
    expect((await on.state()).missed.map(({ from }) => from)).toEqual([4, 6, 8, 10].map((week) => weekOf(week).from));
  });
});
