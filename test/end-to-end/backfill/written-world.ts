import { firstSnowflakeAt, type Snowflake } from '../../../src/core/snowflake.ts';
import { dayMs } from '../../../src/core/time.ts';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import type { WorldEvent } from '../../../src/simulator/worlds/world-event.ts';
import type { WorldChannel } from '../../../src/simulator/worlds/world-file.ts';
import type { PastOptions } from './a-past.ts';

/** Something that happens; or a thread is archived. */
export interface PastEvent extends WorldEvent {
  readonly archive?: Snowflake;
}

/** What people write in some months. The last channel may not be read afterwards, the one before it is ignored. */
export interface WrittenWorld {
  readonly channels: readonly WorldChannel[];
  readonly forum: Snowflake;
  readonly ignored: Snowflake;
  readonly unreadable: Snowflake;
  readonly ignoredPerson: Snowflake;
  readonly optedOut: Snowflake;
  readonly days: readonly { readonly endMs: number; readonly events: readonly PastEvent[] }[];
}

export function writtenWorld({
  seed,
  fromMs,
  days,
  channels: size,
  people,
  messagesPerDay,
}: PastOptions): WrittenWorld {
  const random = new SeededRandom(seed);
  const channels = Array.from({ length: size }, (_none, number): WorldChannel => {
    return { id: String(510_000_000_000_000_001n + BigInt(number)), name: `room-${number}`, type: 'text' };
  });
  const persons = Array.from({ length: people }, (_none, number) => String(110_000_000_000_000_001n + BigInt(number)));
  const idOf = (number: number) => channels.at(number)?.id ?? '';
  const forum = '519000000000000001';
  const threads: { readonly id: Snowflake; readonly channel: Snowflake; readonly untilMs: number }[] = [];
  const written = Array.from({ length: days }, (_none, day) => {
    const startMs = fromMs + day * dayMs;
    const times = Array.from({ length: messagesPerDay }, () => startMs + below(random, dayMs)).sort((a, b) => a - b);
    const names = new Map<Snowflake, string[]>();
    const events: PastEvent[] = times.map((atMs, number) => {
      const name = `${day} ${number}`;
      const user = persons[Math.floor(persons.length * random.next() ** 2)] ?? '';
      const channel = idOf(below(random, size));
      const earlier = names.get(channel) ?? [];
      const extras = extrasOf(random, earlier);
      names.set(channel, [...earlier, name]);
      return { atMs, ev: 'msg', user, channel, id: name, ...extras };
    });
    // A new thread every third day, in a channel or in the forum, for some weeks.
    if (day % 3 === 0) {
      const id = String(BigInt(firstSnowflakeAt(startMs)) + 999n);
      threads.push({
        id,
        channel: day % 2 === 0 ? idOf(below(random, size - 2)) : forum,
        untilMs: startMs + below(random, 60) * dayMs,
      });
    }
    for (const thread of threads.filter(({ untilMs }) => untilMs > startMs)) {
      const atMs = startMs + below(random, dayMs);
      const user = persons[below(random, people)] ?? '';
      events.push({ atMs, ev: 'msg', user, channel: thread.channel, thread: thread.id });
    }
    for (const { id, untilMs } of threads) {
      if (untilMs >= startMs && untilMs < startMs + dayMs && untilMs % 3 !== 0)
        events.push({ atMs: startMs + dayMs - 2, ev: 'archive', archive: id });
    }
    return { endMs: startMs + dayMs - 1, events: events.sort((a, b) => a.atMs - b.atMs) };
  });
  return {
    channels,
    forum,
    ignored: idOf(-2),
    unreadable: idOf(-1),
    ignoredPerson: persons[0] ?? '',
    optedOut: persons[1] ?? '',
    days: written,
  };
}

function extrasOf(random: SeededRandom, earlier: readonly string[]): Partial<WorldEvent> {
  const kind = below(random, 20);
  if (kind === 0) return { bot: true, user: '119000000000000001' };
  if (kind === 1) return { files: ['image/png', 'text/plain'] };
  if (kind === 2) return { text: 'see https://docs.example.org/x and https://elsewhere.net' };
  if (kind === 3) return { stickers: ['ladle'] };
  if (kind === 4) return { poll: 'soup?' };
  const reply = random.oneOf(earlier);
  return kind < 10 && reply !== undefined ? { reply } : {};
}

function below(random: SeededRandom, end: number): number {
  return Math.floor(random.between(0, end));
}
