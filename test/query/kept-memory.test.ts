import { expect, it } from 'vitest';
import { encodeColumns } from '../../src/columns/columns.ts';
import { MonthActivities } from '../../src/query/active/month-activities.ts';

const month = { month: 2026 * 12 + 2, isSealed: true, hasTrial: false };

/** Activities of months without counters. Records which guilds were read. */
function someActivities() {
  const reads: string[] = [];
  const activities = new MonthActivities({
    async *readCounters() {
      yield* [];
    },
    async *readDays(guildId) {
      reads.push(guildId);
      yield* [];
    },
    closedHours: async () => null,
    trial: async () => ({ members: new Map(), summary: null }),
  });
  return { activities, reads };
}

it('sealed months are cached for the last guilds', async () => {
  const { activities, reads } = someActivities();
  for (let guild = 0; guild < 21; guild += 1) await activities.of(String(guild), month);
  reads.splice(0);
  for (const guild of ['20', '1', '0']) await activities.of(guild, month);
  expect(reads).toEqual(['0']);
});

it('sealed months are cached for all guilds that are asked about every hour', async () => {
  const { activities, reads } = someActivities();
  const guilds = Array.from({ length: 50 }, (_, guild) => String(guild));
  activities.retain(new Set(guilds));
  for (const guild of [...guilds, ...guilds]) await activities.of(guild, month);
  expect(reads).toEqual(guilds);
});

it('unreadable hours are forgotten once they are readable', async () => {
  let columns: Uint8Array = Uint8Array.of(255);
  const hours = { from: 0, to: 1 };
  const activities = new MonthActivities({
    async *readCounters() {
      yield { hours, blobs: [columns], hoursOfBlobs: [hours] };
    },
    async *readDays() {
      yield { day: 0, derived: null, chunks: [{ hours, blobs: [columns], hoursOfBlobs: [hours] }] };
    },
    closedHours: async () => null,
    trial: async () => ({ members: new Map(), summary: null }),
  });
  const open = { ...month, isSealed: false, hasTrial: false };
  await activities.of('1', open);
  expect(activities.unreadable('1')).toEqual([hours]);
  columns = encodeColumns([]);
  await activities.of('1', open);
  expect(activities.unreadable('1')).toEqual([]);
});
