import { describe, expect, it } from 'vitest';
import { general } from '../../../cast.ts';
import { aChannel } from '../../../query/a-store.ts';
import { modRoom } from '../../../simulator/server/stage.ts';
import { days, hour, someNotices } from './notices-stage.ts';

const monday = { hours: days('2024-10-14'), series: 'messages' } as const;
const people = { hours: days('2024-10-14'), series: 'people' } as const;
const wednesday = { hours: days('2024-10-16'), series: 'messages' } as const;
const mondayTitle = '### Unusual: Monday, 14 October 2024';
const wednesdayTitle = '### Unusual: Wednesday, 16 October 2024';

describe('a notice of a day', () => {
  it('comes once, when the day is over', async () => {
    const on = await someNotices({ unusual: [monday, wednesday] });
    await on.hourly('2024-10-14T20', '2024-10-18T00');
    expect(on.titles()).toEqual([mondayTitle, wednesdayTitle]);
    expect(await on.state('notice')).toMatchObject({ until: hour('2024-10-17T00'), isCertain: true, missed: [] });
  });

  it('is one message for all numbers of the day and the week that ends with it', async () => {
    const sunday = days('2024-10-13');
    const week = days('2024-10-07', 7);
    const on = await someNotices({
      unusual: [
        { hours: sunday, series: 'people' },
        { hours: sunday, series: 'messages' },
        { hours: week, series: 'joins' },
      ],
    });
    await on.at('2024-10-14T00');
    expect(on.told()).toHaveLength(1);
    expect(on.told()[0]).toContain('### Unusual: Sunday, 13 October 2024');
    expect(on.told()[0]).toContain('### Unusual: 7–13 October 2024');
    expect(on.told()[0]?.match(/wrote or talked|messages;|joined/g)).toEqual([
      'wrote or talked',
      'messages;',
      'joined',
    ]);
  });

  it('has buttons for the report and the hours of the day', async () => {
    const on = await someNotices({ unusual: [monday] });
    await on.at('2024-10-15T00');
    const [message] = on.server.world.channel(general)?.history.since('0') ?? [];
    const ids = JSON.stringify(message?.extras?.components ?? []).match(/1:[a-z]+:[a-z]+:[^"]*/g);
    expect(ids).toEqual([
      '1:report:report:type=full,channel=all,range=2024-10-14',
      '1:when:when:channel=all,range=2024-10-14',
    ]);
  });

  it('names a channel only if everybody who reads it may view that', async () => {
    const shown = aChannel(1, 'general', { id: general });
    const hidden = aChannel(2, 'mods', { id: modRoom });
    const on = await someNotices({
      unusual: [
        { ...monday, channel: shown },
        { ...wednesday, channel: hidden },
      ],
    });
    on.server.channels.setOverwrites(modRoom, [{ id: '400000000000000001', kind: 'role', allow: 0n, deny: 1n << 10n }]);
    await on.at('2024-10-15T00');
    await on.at('2024-10-17T00');
    expect(on.told()[0]).toContain('Most of it in #general: 776, usually 434.');
    expect(on.told()[1]).not.toContain('mods');
  });

  it('is not given of numbers that are switched off, nor later when they are switched on', async () => {
    const on = await someNotices({ unusual: [monday, people] }, { noticesOff: ['messages'] });
    await on.at('2024-10-15T00');
    expect(on.told()[0]).not.toContain('messages');
    on.change({ noticesOff: [] });
    await on.hourly('2024-10-15T01', '2024-10-15T04');
    expect(on.told()).toHaveLength(1);
  });

  it('is not given while none is wanted, or without a channel', async () => {
    const all = ['people', 'messages', 'joins', 'leaves', 'voice', 'hours', 'silence', 'milestones'] as const;
    const on = await someNotices({ unusual: [monday] }, { noticesOff: all });
    await on.at('2024-10-15T00');
    on.change({ noticesOff: [], reportChannelId: null });
    await on.at('2024-10-15T01');
    expect([on.told(), on.asked()]).toEqual([[], 0]);
  });

  it('waits until missed messages are counted', async () => {
    const on = await someNotices({ unusual: [monday] });
    on.fallBehind(true);
    await on.at('2024-10-15T00');
    expect(on.told()).toEqual([]);
    on.fallBehind(false);
    await on.at('2024-10-15T01');
    expect(on.titles()).toEqual([mondayTitle]);
  });

  it('comes later if the disk did not answer', async () => {
    const on = await someNotices({ unusual: [monday] });
    on.breakDisk(true);
    await on.hourly('2024-10-15T00', '2024-10-16T03');
    expect([on.told(), on.failures.length > 0]).toEqual([[], true]);
    on.breakDisk(false);
    await on.at('2024-10-16T03');
    expect(on.titles()).toEqual([mondayTitle]);
  });
});

describe('after Census was off', () => {
  it('for a day and a half, the notice of the day before comes', async () => {
    const on = await someNotices({ unusual: [monday, wednesday] });
    await on.at('2024-10-15T00');
    on.restart();
    await on.at('2024-10-18T12');
    expect(on.titles()).toEqual([mondayTitle, wednesdayTitle]);
  });

  it('for ten days, no old notice comes', async () => {
    const on = await someNotices({ unusual: [monday, wednesday] });
    await on.at('2024-10-15T00');
    on.restart();
    await on.at('2024-10-25T12');
    expect(on.titles()).toEqual([mondayTitle]);
  });

  it('before the first notice, there are none of days before it was started', async () => {
    const on = await someNotices({ unusual: [monday, wednesday] });
    await on.at('2024-10-18T12');
    expect(on.titles()).toEqual([]);
  });
});

it('killed at any step, every notice comes once', async () => {
  for (let steps = 0; steps < 14; steps += 1) {
    const on = await someNotices({ unusual: [monday, wednesday] });
    on.killAfter(steps);
    await on.at('2024-10-15T00');
    on.restart();
    await on.at('2024-10-15T05');
    on.killAfter(steps);
    await on.at('2024-10-17T00');
    on.restart();
    await on.hourly('2024-10-17T01', '2024-10-17T04');
    expect(on.titles()).toEqual([mondayTitle, wednesdayTitle]);
  }
}, 60_000);

it('a notice that cannot be posted is kept as missed, and the next one comes', async () => {
  const on = await someNotices({ unusual: [monday, wednesday] });
  on.deny('SendMessages');
  await on.hourly('2024-10-15T00', '2024-10-15T03');
  expect((await on.state('notice')).missed).toEqual([{ ...days('2024-10-14'), why: 'lackingPermission' }]);
  on.deny();
  on.restart();
  await on.at('2024-10-17T00');
  expect(on.titles()).toEqual([wednesdayTitle]);
  on.change({ reportChannelId: '510000000000000099' });
  await on.at('2024-10-17T01');
  expect(on.told()).toHaveLength(1);
});

it('a spike comes after its hour, and not again with the day', async () => {
  const spike = { hours: { from: hour('2024-10-14T13'), to: hour('2024-10-14T14') }, series: 'joins' } as const;
  const on = await someNotices({ unusual: [spike] });
  await on.hourly('2024-10-14T13', '2024-10-15T03');
  expect(on.titles()).toEqual(['### Unusual: Monday, 14 October 2024, 13:00–14:00 UTC']);
});

it('a silence is told once as long as it lasts, and the next one too', async () => {
  const first = { from: hour('2024-10-14T13'), to: hour('2024-10-15T13') };
  const second = { from: hour('2024-10-17T02'), to: hour('2024-10-18T02') };
  const on = await someNotices({ silences: [first, second] });
  await on.hourly('2024-10-15T10', '2024-10-16T12');
  on.restart();
  await on.hourly('2024-10-16T12', '2024-10-18T12');
  expect(on.titles()).toEqual([
    '### No messages since Monday, 14 October 2024, 13:00 UTC',
    '### No messages since Thursday, 17 October 2024, 02:00 UTC',
  ]);
});

it('milestones of a day are messages of their own', async () => {
  const on = await someNotices({
    milestones: [
      { hours: days('2024-10-14'), members: 500 },
      { hours: days('2024-10-14'), members: 1000 },
    ],
  });
  await on.hourly('2024-10-15T00', '2024-10-15T03');
  expect(on.titles()).toEqual(['### 500 members', '### 1,000 members']);
});
