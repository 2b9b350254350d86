import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursOfMonth } from '../../src/core/time.ts';
import { Exporter } from '../../src/render/files/exporter.ts';
import { chatExport, csv, firstHour, importOf, lookAt, march2018 } from './an-import.ts';

const users = ['110000000000000001', '110000000000000002', '110000000000000003'];
const names = ['general', 'art'];
const months = 2;
const hours = hoursOfMonth(march2018 + months - 1).to - firstHour;

interface Message {
  readonly hour: number;
  readonly user: string;
  readonly channel: string;
}

const messages: fc.Arbitrary<readonly Message[]> = fc.array(
  fc.record({
    hour: fc.nat(hours - 1).map((offset) => firstHour + offset),
    user: fc.constantFrom(...users),
    channel: fc.constantFrom(...names),
  }),
  { minLength: 1, maxLength: 40 },
);

/** What the export of both months has, with members told apart only by what they did. */
function exportOf(data: string): Promise<readonly string[]> {
  return lookAt(data, async (store) => {
    const [guild] = await store.guilds();
    const bytes: Buffer[] = [];
    const range = { from: firstHour, to: firstHour + hours };
    const stream = new Exporter(store, { now: Date.now }).stream({ guildId: guild?.id ?? '', range });
    for await (const chunk of stream) bytes.push(chunk as Buffer);
    const byMember = new Map<string, string[]>();
    for (const line of gunzipSync(Buffer.concat(bytes)).toString().split('\r\n')) {
      const [, token = ''] = /^[^,]*,[^,]*,([0-9a-f]{8}),/.exec(line) ?? [];
      byMember.set(token, [...(byMember.get(token) ?? []), token === '' ? line : line.replace(token, 'token')]);
    }
    return [...byMember.values()].map((lines) => lines.join('\n')).sort();
  });
}

/** Each channel's messages of some hours, as the exporter writes them if it is asked for those hours. */
function exportsOf(all: readonly Message[], from: number, to: number): Record<string, string> {
  const time = (hour: number) => new Date(hour * 3_600_000).toISOString();
  const files = names.map((name, place) => {
    const own = all
      .map((message, nth) => ({ ...message, nth }))
      .filter(({ channel, hour }) => channel === name && hour >= from && hour < to);
    const facts = { dateRange: { after: time(from), before: time(to) } };
    return [`${name}-${from}.json`, chatExport({ id: `51000000000000000${place}`, name }, own, undefined, facts)];
  });
  return Object.fromEntries(files);
}

const [start, end] = [firstHour - 5, firstHour + hours + 5];

describe('a part of some months, then all of them', () => {
  it('is the same as all of them alone, and stays so: chat exports', async () => {
    const cut = fc.integer({ min: start + 1, max: end - 1 });
    await fc.assert(
      fc.asyncProperty(messages, cut, fc.boolean(), async (all, at, isFirstPart) => {
        const whole = exportsOf(all, start, end);
        const part = isFirstPart ? exportsOf(all, start, at) : exportsOf(all, at, end);
        const alone = await importOf(whole);
        const { data } = await importOf(part);
        await importOf(whole, { data });
        expect(await exportOf(data)).toEqual(await exportOf(alone.data));
        await importOf(part, { data });
        expect(await exportOf(data)).toEqual(await exportOf(alone.data));
        const inParts = { ...exportsOf(all, start, at), ...exportsOf(all, at, end) };
        await importOf(inParts, { data });
        expect(await exportOf(data)).toEqual(await exportOf(alone.data));
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  it('is the same as all of them alone, and stays so: CSV files, split at any line', async () => {
    await fc.assert(
      fc.asyncProperty(messages, fc.nat(), async (all, seed) => {
        const rows = all
          .toSorted((a, b) => a.hour - b.hour)
          .map(({ hour, user, channel }) => [hour, user, channel] as const);
        const at = seed % rows.length;
        const [parts, whole] = [[rows.slice(0, at), rows.slice(at)].filter((part) => part.length > 0), csv(...rows)];
        const alone = await importOf({ 'a.csv': whole });
        for (const part of parts) {
          const { data } = await importOf({ 'a.csv': csv(...part) });
          await importOf({ 'a.csv': whole }, { data });
          expect(await exportOf(data)).toEqual(await exportOf(alone.data));
          // A file ends with its last hour, as far as anybody can tell.
          if (rows[at - 1]?.[0] === rows[at]?.[0]) continue;
          await importOf({ 'a.csv': csv(...part) }, { data });
          expect(await exportOf(data)).toEqual(await exportOf(alone.data));
        }
      }),
      { numRuns: 8 },
    );
  }, 60_000);
});
