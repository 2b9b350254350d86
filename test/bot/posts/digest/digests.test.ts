import { describe, expect, it } from 'vitest';
import { hourOf } from '../../../../src/core/time.ts';
import { general } from '../../../cast.ts';
import { modRoom } from '../../../simulator/server/stage.ts';
import { someDigests } from './digest-stage.ts';

const hour = (iso: string) => hourOf(Date.parse(`${iso}:00:00Z`));

describe('a weekly digest', () => {
  it('comes once, on Monday at its hour', async () => {
    const on = await someDigests({ digestHour: 17 });
    await on.at('2024-10-14T17');
    await on.hourly('2024-10-14T18', '2024-10-28T18');
    expect(on.told()).toEqual(['weekly 2024-10-07', 'weekly 2024-10-14', 'weekly 2024-10-21']);
    expect((await on.state()).missed).toEqual([]);
  });

  it('comes with the next hour once it is switched on', async () => {
    const on = await someDigests({ digest: 'off' });
    await on.at('2024-10-16T11');
    on.change({ digest: 'weekly' });
    await on.at('2024-10-16T12');
    expect(on.told()).toEqual(['weekly 2024-10-07']);
  });

  it('does not come about a week before Census was there', async () => {
    const on = await someDigests({}, 'UTC', Date.parse('2024-10-14T00:00:00Z'));
    await on.hourly('2024-10-14T08', '2024-10-14T11');
    expect(on.told()).toEqual([]);
    await on.at('2024-10-21T09');
    expect(on.told()).toEqual(['weekly 2024-10-14']);
  });

  it('goes to the digest channel, if there is one', async () => {
    const on = await someDigests({ digestChannelId: modRoom });
    await on.at('2024-10-14T17');
    expect([on.told(), on.told(modRoom)]).toEqual([[], ['weekly 2024-10-07']]);
  });

  it('does not come without a channel, nor in a guild that Census has left', async () => {
    const on = await someDigests({ reportChannelId: null });
    await on.at('2024-10-14T17');
    on.change({ reportChannelId: general });
    on.leave(1);
    await on.at('2024-10-14T18');
    expect(on.told()).toEqual([]);
  });

  it('waits while missed messages are counted, but not for ever', async () => {
    const on = await someDigests();
    on.fallBehind(true);
    await on.hourly('2024-10-14T09', '2024-10-14T15');
    expect(on.told()).toEqual([]);
    await on.at('2024-10-14T15');
    expect(on.told()).toEqual(['weekly 2024-10-07']);
    await on.at('2024-10-21T09');
    on.fallBehind(false);
    await on.at('2024-10-21T10');
    expect(on.told()).toEqual(['weekly 2024-10-07', 'weekly 2024-10-14']);
  });
});

describe('after Census was off', () => {
  it('for ten days over a digest, that of the last week comes, and none twice', async () => {
    const on = await someDigests();
    await on.at('2024-10-14T09');
    on.restart();
    await on.hourly('2024-10-24T12', '2024-10-28T10');
    expect(on.told()).toEqual(['weekly 2024-10-07', 'weekly 2024-10-14', 'weekly 2024-10-21']);
    expect((await on.state()).missed).toEqual([]);
  });

  it('for longer, only the latest comes, and the others are told as missed', async () => {
    const on = await someDigests({ digest: 'daily' });
    await on.at('2024-10-14T09');
    on.restart();
    await on.at('2024-10-24T12');
    await on.at('2024-10-25T12');
    expect(on.told()).toEqual(['daily 2024-10-13', 'daily 2024-10-23', 'daily 2024-10-24']);
    expect((await on.state()).missed).toEqual([
      { from: hour('2024-10-14T00'), to: hour('2024-10-23T00'), why: 'wasOff' },
    ]);
  });

  it('and Discord fails at first, the same are told as missed', async () => {
    const on = await someDigests({ digest: 'daily' });
    await on.at('2024-10-14T09');
    on.restart();
    on.server.faults.failRequestsTo(/guilds/, 3, 500);
    await on.at('2024-10-24T12');
    await on.at('2024-10-24T13');
    expect(on.told()).toEqual(['daily 2024-10-13', 'daily 2024-10-23']);
    expect((await on.state()).missed).toMatchObject([{ why: 'wasOff' }]);
  });
});

describe('every digest is posted once, or told as missed', () => {
  it('while Discord fails for days', async () => {
    const on = await someDigests({ digest: 'daily' });
    await on.at('2024-10-14T09');
    on.setOut(true);
    await on.hourly('2024-10-15T09', '2024-10-18T09');
    on.setOut(false);
    await on.hourly('2024-10-18T09', '2024-10-19T00');
    expect(on.told()).toEqual(['daily 2024-10-13', 'daily 2024-10-17']);
    const { missed } = await on.state();
    expect(missed).toEqual([{ from: hour('2024-10-14T00'), to: hour('2024-10-17T00'), why: 'unsure' }]);
  });

  it('when it is killed at any step, and its channel is deleted and set again', async () => {
    for (let steps = 0; steps <= 6; steps += 1) {
      const on = await someDigests({ digest: 'daily' });
      await on.at('2024-10-14T09');
      on.killAfter(steps);
      await on.at('2024-10-15T09');
      on.restart();
      await on.hourly('2024-10-15T10', '2024-10-15T12');
      on.change({ reportChannelId: '510000000000000404' });
      await on.hourly('2024-10-16T09', '2024-10-16T12');
      on.change({ reportChannelId: general });
      await on.hourly('2024-10-17T09', '2024-10-17T12');
      expect(on.told()).toEqual(['daily 2024-10-13', 'daily 2024-10-14', 'daily 2024-10-16']);
      expect((await on.state()).missed).toEqual([
        { from: hour('2024-10-15T00'), to: hour('2024-10-16T00'), why: 'channelGone' },
      ]);
    }
  }, 60_000);

  it.each([
    ['Europe/Berlin', 2, '2024-03-29T00', '2024-04-03T00'], // 02:00 is skipped on the 31st.
    ['Europe/Berlin', 2, '2024-10-25T00', '2024-10-30T00'], // 02:00 comes twice on the 27th.
    ['America/New_York', 2, '2024-03-08T00', '2024-03-13T00'],
    ['America/New_York', 1, '2024-11-01T00', '2024-11-06T00'],
  ])('through the changes of the clock in %s, at %i', async (zone, digestHour, from, to) => {
    const on = await someDigests({ digest: 'daily', digestHour }, zone);
    await on.hourly(from, to);
    const days = on.told().map((text) => text.slice('daily '.length));
    const first = Date.parse(`${from}:00:00Z`) / 86_400_000;
    const all = Array.from({ length: 6 }, (_, day) =>
      new Date((first - 2 + day) * 86_400_000).toISOString().slice(0, 10),
    );
    expect(days).toEqual(all.slice(6 - days.length)); // Each once, without holes.
    expect(days.length).toBeGreaterThanOrEqual(5);
    expect((await on.state()).missed).toEqual([]);
  });
});

describe('another setting', () => {
  it('from weekly to daily leaves nothing out, and posts no week twice', async () => {
    const on = await someDigests();
    await on.at('2024-10-14T09');
    await on.at('2024-10-16T09');
    on.change({ digest: 'daily' });
    await on.at('2024-10-16T10');
    on.change({ digest: 'weekly' });
    await on.hourly('2024-10-16T11', '2024-10-21T10');
    expect(on.told()).toEqual(['weekly 2024-10-07', 'daily 2024-10-15', 'weekly 2024-10-14']);
    expect((await on.state()).missed).toEqual([]);
  });

  it('off, and on again after weeks, makes nothing due', async () => {
    const on = await someDigests();
    await on.at('2024-10-07T09');
    on.change({ digest: 'off' });
    await on.hourly('2024-10-14T00', '2024-10-24T00');
    on.restart();
    on.change({ digest: 'weekly' });
    await on.hourly('2024-10-24T00', '2024-10-28T10');
    expect(on.told()).toEqual(['weekly 2024-09-30', 'weekly 2024-10-21']);
    expect((await on.state()).missed).toEqual([]);
  });
});
