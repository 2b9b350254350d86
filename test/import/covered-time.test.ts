import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hourMs, hoursOfMonth } from '../../src/core/time.ts';
import { CoveredTime } from '../../src/import/covered-time.ts';
import type { ReadFile } from '../../src/import/read-files.ts';
import { march2018 } from './an-import.ts';

const { from, to } = hoursOfMonth(march2018);

/** A channel's file with bounds in hours from the start of March; null for none. */
interface AFile {
  readonly channel: number;
  readonly after: number | null;
  readonly before: number;
}

const file: fc.Arbitrary<AFile> = fc.record({
  channel: fc.nat(2),
  after: fc.option(fc.integer({ min: -100, max: 900 })),
  before: fc.integer({ min: -100, max: 900 }),
});

it('is what every channel covers that covers something, the longest part of it, as counted hour by hour', () => {
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 7 }), (files) => {
      const { fromMs, toMs } = new CoveredTime(files.map(read), () => false).within(march2018);
      const length = to - from;
      const channels = [0, 1, 2].map((channel) =>
        Array.from({ length }, (_, hour) =>
          files.some((each) => each.channel === channel && hour >= (each.after ?? -200) && hour < each.before),
        ),
      );
      const some = channels.filter((covered) => covered.includes(true));
      const all = Array.from({ length }, (_, hour) => some.length === 0 || some.every((covered) => covered[hour]));
      const runs = all
        .map((isCovered) => (isCovered ? 'x' : ' '))
        .join('')
        .split(' ')
        .map((run) => run.length);
      const longest = Math.max(...runs);
      const expected = { length: longest, isAllCovered: true };
      const [first, end] = [fromMs / hourMs - from, toMs / hourMs - from];
      expect({ length: end - first, isAllCovered: all.slice(first, end).every(Boolean) }).toEqual(expected);
    }),
  );
});

function read({ channel, after, before }: AFile): ReadFile {
  const id = `51000000000000000${channel}`;
  const reference = { id, name: id, kind: 'text', isOfAnyKind: true, threadId: null } as const;
  const ms = (hour: number) => (from + hour) * hourMs;
  const bounds = { fromMs: after === null ? null : ms(after), toMs: ms(before) };
  return {
    source: {
      file: { path: id, name: id, bytes: 1, isGiven: true },
      format: 'DiscordChatExporter JSON',
      firstHour: null,
      head: { guild: { id: '1', name: 'x' }, channel: reference, bounds },
    },
    hours: null,
    lacks: () => false,
  };
}
