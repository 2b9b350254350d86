import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeColumns, readColumns } from '../../src/columns/columns.ts';
import type { Clock } from '../../src/core/clock.ts';
import type { Counter, MemberNumber } from '../../src/core/counter.ts';
import { Person } from '../../src/core/person.ts';
import { laneOf } from '../../src/core/snowflake.ts';
import { hoursOfMonth, type Month, monthOf, startOfMonthMs } from '../../src/core/time.ts';
import type { OpenedLane } from '../../src/months/open-lane.ts';
import type { RotationReceipt, RotationStep } from '../../src/months/rotation.ts';
import type { Batch } from '../../src/store/batch.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import type { PeopleChanges } from '../../src/store/people-store.ts';
import { type Installation, openInstallation } from '../app/an-open-lane.ts';
import { copyFolder } from '../copy-folder.ts';
import { seededBytes } from '../seeded-bytes.ts';
import { aBatch, aGuild } from '../store/a-batch.ts';

export const march: Month = 2026 * 12 + 2;
export const guildId = '300000000000000001';
export const otherGuildId = '300000000000000002';

export interface CensusOptions {
  /** A directory with data to continue from; by default a new one. */
  readonly directory?: string;
  readonly nowMs?: number;
  readonly seed?: string;
  readonly onStep?: (step: RotationStep, lane: number) => void;
  readonly waitForReadersMs?: number;
  /** The number of lanes; by default unchanged. */
  readonly lanes?: number;
  /** The lane that is used; by default the first. */
  readonly lane?: number;
}

interface MoreOfABatch extends Partial<Pick<Batch, 'voiceSessions' | 'messagePositions'>> {
  /** The guild of the messages; by default the lane's first. */
  readonly guildId?: string;
}

/** A batch, and the changes of people that belong to it. */
export interface CountedMessages {
  readonly batch: Batch;
  readonly people: PeopleChanges;
}

/** A lane of a real store and a real vault in a temporary directory, with a clock that the test sets. */
export class ACensus {
  readonly directory: string;
  readonly lane: number;
  /** Two guilds of the lane. With one lane, those named above. */
  readonly guildId: string;
  readonly otherGuildId: string;
  readonly store: LaneStore;
  readonly installation: Installation;
  readonly #opened: OpenedLane;
  readonly #clock: { nowMs: number };
  #batch: number;

  static async open(options: CensusOptions = {}): Promise<ACensus> {
    const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'census-vault-'));
    const clock = { nowMs: options.nowMs ?? startOfMonthMs(march) };
    const { lane = 0, lanes, onStep, waitForReadersMs } = options;
    const random = seededBytes(options.seed ?? 'census');
    const given = { directory, clock: clockOf(clock), random, lanes, onStep, waitForReadersMs };
    const installation = await openInstallation(given);
    try {
      return await ACensus.#lookAt(lane, installation, directory, clock);
    } catch (error) {
      await installation.close();
      throw error;
    }
  }

  static async #lookAt(
    lane: number,
    installation: Installation,
    directory: string,
    clock: { nowMs: number },
  ): Promise<ACensus> {
    const { length: lanes } = await installation.lanes.lanes();
    const opened = await installation.openLane(lane);
    return new ACensus({ lane, lanes, installation, directory, clock, opened, store: opened.store });
  }

  private constructor(parts: {
    readonly lane: number;
    readonly lanes: number;
    readonly installation: Installation;
    readonly directory: string;
    readonly clock: { nowMs: number };
    readonly opened: OpenedLane;
    readonly store: LaneStore;
  }) {
    this.directory = parts.directory;
    this.lane = parts.lane;
    this.guildId = guildIn(parts.lane, parts.lanes);
    this.otherGuildId = guildIn(parts.lane, parts.lanes, otherGuildId);
    this.store = parts.store;
    this.installation = parts.installation;
    this.#opened = parts.opened;
    this.#clock = parts.clock;
    this.#batch = parts.opened.checkpoint.batch;
  }

  /** Opens another lane of the same installation, which is closed with this one. */
  beside(lane: number): Promise<ACensus> {
    return ACensus.#lookAt(lane, this.installation, this.directory, this.#clock);
  }

  get vault(): OpenedLane['vault'] {
    return this.#opened.vault;
  }

  get receipts(): OpenedLane['receipts'] {
    return this.#opened.receipts;
  }

  get checkpoint(): OpenedLane['checkpoint'] {
    return this.#opened.checkpoint;
  }

  get warnings(): readonly string[] {
    return [...this.installation.vault.warnings, ...this.#opened.warnings];
  }

  rotateTo(next: Month): Promise<RotationReceipt> {
    return this.#opened.rotation.rotateTo(next);
  }

  /** Closes the month if it is over by the clock; null if it is not. */
  async closeMonthThatIsOver(): Promise<RotationReceipt | null> {
    const month = monthOf(this.#clock.nowMs);
    return month > this.vault.month ? this.rotateTo(month) : null;
  }

  setClock(nowMs: number): void {
    this.#clock.nowMs = nowMs;
  }

  numberOf(userId: string, guild = this.guildId): MemberNumber {
    const number = this.vault.memberOf(guild, new Person(userId));
    if (number === undefined) throw new Error('an unlisted person has a number');
    return number;
  }

  /** One message by each person, in the first hour of the open month, not committed yet. */
  messages(userIds: readonly string[], { guildId = this.guildId, ...more }: MoreOfABatch = {}): CountedMessages {
    const hours = hoursOfMonth(this.vault.month);
    const hour = hours.from;
    const counters = userIds.map((id): Counter => {
      return { hour, metric: 'msg', channel: 1, member: this.numberOf(id, guildId), amount: 1 };
    });
    const number = this.#batch + 1;
    const { members, people } = this.vault.takeChanges(number);
    const columns = encodeColumns(counters);
    const delta = { guildId, month: this.vault.month, hours: { from: hour, to: hour + 1 }, columns };
    const guilds = new Set([this.guildId, this.otherGuildId, guildId]);
    const batch = aBatch(number, {
      guilds: [...guilds].map((id) => aGuild(id)),
      members,
      deltas: [delta],
      memberLists: this.vault.memberLists,
      ...more,
    });
    return { batch, people };
  }

  /** One message by each person, and a crash after the people are committed and before the counters. */
  async loseMessages(userIds: readonly string[]): Promise<void> {
    await this.installation.peopleAtRest(this.lane).add(this.messages(userIds).people);
  }

  /** One message by each person, committed. */
  countMessages(userIds: readonly string[], more: MoreOfABatch = {}): Promise<void> {
    return this.commit(this.messages(userIds, more));
  }

  async commit({ batch, people }: CountedMessages): Promise<void> {
    await this.store.commit(batch, people);
    this.#batch = batch.number;
  }

  /** The messages of each member of a month, by number. */
  async messagesByMember(month: Month, guild = this.guildId): Promise<Map<MemberNumber, number>> {
    const messages = new Map<MemberNumber, number>();
    for await (const { blobs } of this.store.readCounters(guild, hoursOfMonth(month))) {
      for (const blob of blobs) {
        readColumns(blob, (_hour, _event, _channel, member, amount) => {
          messages.set(member, (messages.get(member) ?? 0) + amount);
        });
      }
    }
    return messages;
  }

  /** The messages of each member of a month, by token. */
  async messagesByToken(month: Month, guild = this.guildId): Promise<Map<number, number>> {
    const tokens = await this.store.tokens(guild, month);
    const messages = await this.messagesByMember(month, guild);
    return new Map([...messages].map(([member, amount]) => [tokens.of(member), amount]));
  }

  copy(): string {
    return copyOf(this.directory);
  }

  /** Closes all lanes. */
  async close(): Promise<void> {
    await this.installation.close();
  }

  /** May be repeated. */
  async dispose(): Promise<void> {
    await this.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Stops, and starts again on the same data. */
  async restart(options: CensusOptions = {}): Promise<ACensus> {
    await this.close();
    const same = { nowMs: this.#clock.nowMs, seed: 'restarted', lane: this.lane };
    return ACensus.open({ ...same, ...options, directory: this.directory });
  }
}

/** A guild of a lane: the one with this id, if it belongs to the lane. */
export function guildIn(lane: number, lanes: number, first = guildId): string {
  let id = BigInt(first);
  while (laneOf(String(id), lanes) !== lane) id += 2n ** 22n;
  return String(id);
}

/** A copy of every file at this instant, as kill -9 would leave it. */
export function copyOf(directory: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'census-copy-'));
  copyFolder(directory, copy);
  return copy;
}

function clockOf(clock: { readonly nowMs: number }): Clock {
  return {
    now: () => clock.nowMs,
    schedule: () => {
      throw new Error('the vault plans nothing');
    },
  };
}
