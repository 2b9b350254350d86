import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { startOfMonthMs } from '../../src/core/time.ts';
import { laneFiles } from '../../src/vault/at-rest/lane-files.ts';
import { userIds } from '../months/a-lived-month.ts';
import { type ACensus, march } from './a-census.ts';

/** People who are in the other lane too. */
const people = userIds.slice(3, 20);
const [erased = '', missed = ''] = userIds.slice(20);

/** A second lane with its own people. Nothing that happens to the tested lane changes it. */
export class Neighbour {
  readonly census: ACensus;
  #before: unknown;

  /** Opens another lane of the same installation, and counts in it. */
  static async of(census: ACensus, lane = 0): Promise<Neighbour> {
    const opened = await census.beside(lane);
    await live(opened);
    return new Neighbour(opened, await stateOf(opened));
  }

  private constructor(census: ACensus, before: unknown) {
    this.census = census;
    this.#before = before;
  }

  /** Its state on the disk and in memory: files, checkpoint, counts and member numbers. */
  async expectSame(): Promise<void> {
    expect(await stateOf(this.census)).toEqual(this.#before);
  }

  /** Checks the same after a start on a copy of the earlier data, and continues counting its people. */
  async expectSameBeside(recovered: ACensus): Promise<void> {
    const opened = await recovered.beside(this.census.lane);
    expect([opened.receipts, opened.warnings]).toEqual([[], []]);
    const copied = new Neighbour(opened, this.#before);
    await copied.expectSame();
    await copied.expectCounting();
  }

  /** Checks that people are recognised, and counts a new one. */
  async expectCounting(): Promise<void> {
    const { census } = this;
    const before = await census.messagesByMember(march);
    await census.countMessages(people);
    const numbers = people.map((id) => census.numberOf(id));
    const expected = new Map(before);
    for (const number of numbers) expected.set(number, (before.get(number) ?? 0) + 1);
    expect(await census.messagesByMember(march)).toEqual(expected);
    expect(expected.size, 'all people are recognised').toBe(before.size);
    this.#before = await stateOf(census);
  }
}

/** Counts messages, joins, leaves and voice, has gaps, and erases a person. */
async function live(census: ACensus): Promise<void> {
  const { vault, store, guildId } = census;
  const startMs = startOfMonthMs(march);
  vault.enter(guildId, new Person(people[0] ?? ''), startMs + 5, true);
  vault.isNewVisitor(guildId, new Person(missed), 'device');
  await census.countMessages([...people, erased]);
  const number = census.numberOf(erased);
  await store.eraseMember(guildId, number, null);
  await vault.erase(guildId, new Person(erased), true);
  await census.countMessages(people, {
    voiceSessions: people.slice(0, 3).map((id) => {
      return { guildId, member: census.numberOf(id), channelId: '600000000000000009', countedUntilMs: startMs + 9000 };
    }),
    messagePositions: [
      { guildId, channelId: '500000000000000009', lastId: '1477400000000000009', readUpToId: null, gaps: [] },
    ],
  });
}

async function stateOf(census: ACensus): Promise<unknown> {
  const { vault, store, guildId, directory, lane } = census;
  const { salt, identities } = laneFiles(join(directory, 'vault'), lane);
  const tokens = await store.tokens(guildId, march);
  const messages = await census.messagesByMember(march);
  return {
    salt: bytesOf(salt),
    identities: bytesOf(identities),
    checkpoint: await store.checkpoint(),
    months: await store.months(guildId),
    messages,
    tokens: [...messages.keys()].map((member) => tokens.of(member)),
    month: vault.month,
    numbers: [...people, erased].map((id) => vault.numberOf(guildId, new Person(id))),
    isErased: [...people, erased].map((id) => vault.isErased(guildId, new Person(id))),
  };
}

function bytesOf(path: string): string | null {
  return existsSync(path) ? readFileSync(path).toString('hex') : null;
}
