import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, monthOfHour, monthsOfRange } from '../../../src/core/time.ts';
import { hourOfWeek } from '../../../src/query/questions/hour-of-week.ts';
import { guildId } from '../a-store.ts';
import { channels, countersOf, ranges, type World, withWorld, worlds } from './a-world.ts';
import { naiveMembers, naiveMinutes, naiveReason } from './naive-hours.ts';

/** Daylight saving time begins in all of them but the last three while the worlds run, on different days. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
];

describe('the hours of the week', () => {
  it('equal a naive count in any time zone', async () => {
    const asked = fc.option(fc.constantFrom(...channels), { freq: 2 });
    await fc.assert(
      fc.asyncProperty(worlds, ranges, fc.constantFrom(...zones), asked, async (world, range, timezone, channel) => {
        await withWorld(world, async (deps) => {
          const query = {
            about: 'hourOfWeek',
            guildId,
            range,
            by: 'hourOfWeek',
            channel,
            view: () => true,
            timezone,
          } as const;
          const { rows } = await hourOfWeek(query, deps);
          expect(rows.map(({ key }) => key)).toEqual(
            Array.from({ length: 168 }, (_, hour) => ({ kind: 'hourOfWeek', hour })),
          );
          const expected = naiveCells(world, range, timezone, channel?.number ?? null);
          for (const [index, { values }] of rows.entries()) {
            const { share, ...others } = expected[index] ?? { share: -1 };
            expect({ hour: index, people: values.people, messages: values.messages }).toEqual({
              hour: index,
              ...others,
            });
            expect(values.observedShare).toBeCloseTo(share, 9);
          }
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('have the hour that is skipped in spring, and the one that is repeated in autumn, at their clock time', async () => {
    const hour = Date.UTC(2024, 2, 31) / hourMs;
    const world: World = {
      ...quiet,
      // 00:30, 01:30 and 02:30 in UTC are 01:30, 03:30 and 04:30 in Berlin that night.
      batches: [
        [],
        [0, 1, 2].map((later) => ({ hour: hour + later, metric: 'msg', channel: 1, member: 5, amount: 1 })),
      ],
      nowMs: (hour + 24) * hourMs,
    };
    await withWorld(world, async (deps) => {
      const query = { about: 'hourOfWeek', guildId, range: { from: hour, to: hour + 24 }, by: 'hourOfWeek' } as const;
      const asked = { ...query, channel: null, view: () => true, timezone: 'Europe/Berlin' };
      const { rows } = await hourOfWeek(asked, deps);
      const sunday = rows.slice(6 * 24).map(({ values }) => values.messages);
      expect(sunday.slice(0, 6)).toEqual([0, 1, 0, 1, 1, 0]);
      expect(rows[6 * 24 + 2]?.values.observedShare).toBe(0);
    });
  });
});

const quiet: World = {
  batches: [],
  imported: [],
  importedHours: { from: 0, to: 0 },
  isPruned: false,
  erased: null,
  firstConnectedMs: 0,
  gaps: [],
  nowMs: 0,
  countsMembers: true,
  unseen: null,
};

function naiveCells(world: World, range: { from: number; to: number }, timeZone: string, channel: number | null) {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  const cells = Array.from({ length: 168 }, () => ({ hours: [] as number[] }));
  for (let hour = range.from; hour < range.to && (hour + 1) * hourMs <= world.nowMs; hour += 1) {
    const parts = new Map(format.formatToParts(hour * hourMs).map(({ type, value }) => [type, value]));
    const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.get('weekday') ?? '');
    cells[weekday * 24 + Number(parts.get('hour'))]?.hours.push(hour);
  }
  const own = countersOf(world).filter((counter) => channel === null || counter.channel === channel);
  const peopleOf = (from: number, to: number) =>
    naiveMembers(
      own.filter(({ hour }) => hour >= from && hour < to),
      ['msg', 'voice'],
    );
  const end = Math.min(range.to, Math.floor(world.nowMs / hourMs));
  const within = own.filter(({ hour }) => hour >= range.from && hour < end);
  const ofMonths = monthsOfRange(range).map((month) => within.filter(({ hour }) => monthOfHour(hour) === month));
  const most = Math.max(0, ...ofMonths.map((counters) => naiveMembers(counters, ['msg', 'voice']).size));
  const isTooFew = channel !== null && most > 0 && most < 5;
  return cells.map(({ hours }) => {
    const found = hours.map((hour) => ({
      people: peopleOf(hour, hour + 1).size,
      messages: own
        .filter((counter) => counter.hour === hour && counter.metric === 'msg')
        .reduce((sum, { amount }) => sum + amount, 0),
      minutes: naiveMinutes(world, { from: hour, to: hour + 1 }).observed,
      reason: naiveReason(world, { from: hour, to: hour + 1 }, { metrics: ['msg', 'voice'], channel }),
    }));
    const known = found.filter(({ people, reason }) => people > 0 || reason === null);
    const people = known.reduce((sum, each) => sum + each.people, 0);
    const messages = found.reduce((sum, each) => sum + each.messages, 0);
    const share = found.reduce((sum, each) => sum + each.minutes, 0) / 60 / Math.max(1, found.length);
    if (isTooFew) return { people: { notKnown: 'tooFew' }, messages: { notKnown: 'tooFew' }, share };
    const unknown = { notKnown: found.at(-1)?.reason };
    if (found.length > 0 && known.length === 0) return { people: unknown, messages: unknown, share };
    return { people: known.length === 0 ? 0 : people / known.length, messages, share };
  });
}
