import { describe, expect, it } from 'vitest';
import { alice, bob, carol } from '../../cast.ts';
import { aConnectedApp, attic } from '../stages/a-connected-app.ts';
import { type ConnectedApp, tenMinutes } from '../stages/ten-minutes.ts';

const hour = 60;
const year = 365 * 24 * hour;

/** The minutes of each member in a channel, longest first. */
function minutesIn(channel: string, voice: readonly string[]): number[] {
  return voice
    .filter((line) => line.startsWith(`${channel} `))
    .map((line) => Number(line.split(' ')[1]))
    .sort((left, right) => right - left);
}

/** From minute 10 to 30 the clock is wrong. Meanwhile Carol is in the attic for five minutes, two write, one joins. */
async function aWrongClock(census: ConnectedApp, minutes: number): Promise<void> {
  census.putClock(minutes);
  await census.until(12);
  census.write(bob, 2);
  await census.until(15);
  census.speak(carol, attic);
  await census.settle();
  await census.until(20);
  census.speak(carol, null);
  census.join('110000000000000009');
  await census.settle();
  await census.until(30);
  census.putClock(-minutes);
  census.write(alice, 3);
  await census.settle();
  await census.until(40);
}

describe('a clock that is corrected after twenty minutes', { timeout: 20_000 }, () => {
  it.each([
    ['an hour back', -hour],
    ['a minute back', -1],
    ['a minute forward', 1],
    ['an hour forward', hour],
    ['a year forward', year],
  ])('changes no number after it was %s', async (_how, minutes) => {
    const census = await tenMinutes();
    await aWrongClock(census, minutes);
    const { messages, joins, voice, gaps } = await census.counted();
    expect(messages).toBe(10);
    expect(joins).toBe(1);
    expect(minutesIn('Lobby', voice)).toEqual([40, 38]);
    expect(minutesIn('Attic', voice)).toEqual([5]);
    expect(gaps).toEqual([]);
  });
});

describe('a machine that sleeps for half an hour', { timeout: 20_000 }, () => {
  it('omits what it could not observe, and shows it', async () => {
    const census = await tenMinutes();
    await census.until(15);
    census.sleep(30);
    await census.until(50);
    const { voice, gaps } = await census.counted();
    const [gap] = gaps;
    expect(gap?.[0]).toBeLessThanOrEqual(15);
    expect(gap?.[1]).toBeGreaterThanOrEqual(45);
    expect(minutesIn('Lobby', voice)[0]).toBeLessThanOrEqual(20);
  });
});

describe('a clock that is a year ahead', { timeout: 20_000 }, () => {
  it('closes no month while Discord says that it is not over', async () => {
    const census = await tenMinutes();
    census.putClock(year);
    await census.until(12);
    census.write(bob, 2);
    await census.settle();
    expect(await census.ask('status')).toMatch(/Not anonymised yet: March 2018/);
    expect(await census.counted()).toMatchObject({ messages: 7 });
  });

  it('closes no month at the start of Census either', async () => {
    const census = await tenMinutes();
    await census.stop();
    census.putClock(year);
    await census.startUnseen();
    census.write(bob, 2);
    await census.settle();
    await census.until(12);
    expect(await census.counted()).toMatchObject({ messages: 7 });
  });
});

describe('a clock that is some seconds ahead at the end of a month', { timeout: 20_000 }, () => {
  it('closes it once Discord agrees', async () => {
    const census = await aConnectedApp();
    await census.start();
    census.write(alice, 2);
    await census.settle();
    await census.stop();
    const untilMonthEnd = (Date.UTC(2018, 3, 1) - Date.UTC(2018, 2, 5, 10)) / 60_000;
    await census.until(untilMonthEnd - 10);
    census.putClock(0.5);
    await census.startUnseen();
    await census.until(untilMonthEnd - 0.1);
    census.write(bob, 3);
    await census.settle();
    await census.until(untilMonthEnd + 5);
    expect(await census.ask('status')).toMatch(/Anonymised: March 2018/);
    expect(await census.counted()).toMatchObject({ messages: 5 });
  });
});
