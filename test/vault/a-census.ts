import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/core/clock.ts';
import { encodeColumns, readColumns } from '../../src/core/columns.ts';
import type { Counter, MemberNumber } from '../../src/core/counter.ts';
import { Person } from '../../src/core/person.ts';
import { hoursOfMonth, type Month, monthOf, startOfMonthMs } from '../../src/core/time.ts';
import { migrate } from '../../src/store/migrator.ts';
import { openWriter } from '../../src/store/sqlite-connection.ts';
import { SqliteStore } from '../../src/store/sqlite-store.ts';
import type { Batch } from '../../src/store/store.ts';
import { type OpenedVault, openVault } from '../../src/vault/open-vault.ts';
import type { RotationReceipt, RotationStep } from '../../src/vault/rotation.ts';
import { lockVault } from '../../src/vault/vault-lock.ts';
import { copyFolder } from '../copy-folder.ts';
import { aBatch, aGuild } from '../store/a-batch.ts';
import { seededRandom } from './seeded-random.ts';

export const march: Month = 2026 * 12 + 2;
export const guildId = '300000000000000001';
export const otherGuildId = '300000000000000002';

const migrations = join(import.meta.dirname, '../../migrations');

export interface CensusOptions {
  /** A folder with data, to be gone on with; else a new one. */
  readonly directory?: string;
  readonly nowMs?: number;
  readonly seed?: string;
  readonly onStep?: (step: RotationStep) => void;
  readonly waitForReadersMs?: number;
}

type MoreOfABatch = Partial<Pick<Batch, 'voiceSessions' | 'messagePositions'>>;

/** A real store and a real vault in a temporary folder, by the clock that the test sets. */
export class ACensus {
  readonly directory: string;
  readonly store: SqliteStore;
  readonly #opened: OpenedVault;
  readonly #clock: { nowMs: number };
  #batch: number;

  static async open(options: CensusOptions = {}): Promise<ACensus> {
    const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'census-vault-'));
    const path = join(directory, 'census.db');
    const lock = lockVault(join(directory, 'vault'));
    const clock = { nowMs: options.nowMs ?? startOfMonthMs(march) };
    let store: SqliteStore | undefined;
    try {
      const connection = openWriter(path);
      migrate(connection, migrations);
      store = new SqliteStore(connection, path, options.waitForReadersMs);
      const opened = await openVault({
        directory: join(directory, 'vault'),
        lock,
        store,
        clock: clockOf(clock),
        random: seededRandom(options.seed ?? 'census'),
        ...(options.onStep && { onStep: options.onStep }),
      });
      return new ACensus(directory, store, opened, clock, (await store.checkpoint()).batch);
    } catch (error) {
      await store?.close();
      lock.close();
      throw error;
    }
  }

  private constructor(
    directory: string,
    store: SqliteStore,
    opened: OpenedVault,
    clock: { nowMs: number },
    batch: number,
  ) {
    this.directory = directory;
    this.store = store;
    this.#opened = opened;
    this.#clock = clock;
    this.#batch = batch;
  }

  get vault(): OpenedVault['vault'] {
    return this.#opened.vault;
  }

  get receipts(): OpenedVault['receipts'] {
    return this.#opened.receipts;
  }

  get warnings(): OpenedVault['warnings'] {
    return this.#opened.warnings;
  }

  rotateTo(next: Month): Promise<RotationReceipt> {
    return this.#opened.rotation.rotateTo(next);
  }

  /** What a program does that closes months by its clock; null while the vault's month is not over. */
  async closeMonthThatIsOver(): Promise<RotationReceipt | null> {
    const month = monthOf(this.#clock.nowMs);
    return month > this.vault.month ? this.rotateTo(month) : null;
  }

  setClock(nowMs: number): void {
    this.#clock.nowMs = nowMs;
  }

  numberOf(userId: string, guild = guildId): MemberNumber {
    const number = this.vault.memberOf(guild, new Person(userId));
    if (number === undefined) throw new Error('nobody is ignored here');
    return number;
  }

  /** One message by each, in the first hour of the open month, committed to the vault only. */
  async prepareMessages(userIds: readonly string[], more: MoreOfABatch = {}): Promise<Batch> {
    const hours = hoursOfMonth(this.vault.month);
    const hour = hours.from;
    const counters = userIds.map((id): Counter => {
      return { hour, event: 'msg', channel: 1, member: this.numberOf(id), amount: 1 };
    });
    const changes = this.vault.takeChanges(this.#batch + 1);
    await this.vault.commit(changes);
    return aBatch(changes.batch, {
      guilds: [aGuild(guildId), aGuild(otherGuildId)],
      members: changes.members,
      deltas: [
        {
          guildId,
          month: this.vault.month,
          hours: { from: hour, to: hour + 1 },
          columns: encodeColumns(counters),
        },
      ],
      memberLists: this.vault.memberLists,
      ...more,
    });
  }

  /** One message by each, committed. */
  async countMessages(userIds: readonly string[], more: MoreOfABatch = {}): Promise<void> {
    const batch = await this.prepareMessages(userIds, more);
    await this.store.commit(batch);
    this.#batch = batch.number;
  }

  /** The messages of each member of a month, by number. */
  async messagesByMember(month: Month): Promise<Map<MemberNumber, number>> {
    const messages = new Map<MemberNumber, number>();
    for await (const { blobs } of this.store.pieces(guildId, hoursOfMonth(month))) {
      for (const blob of blobs) {
        readColumns(blob, (_hour, _event, _channel, member, amount) => {
          messages.set(member, (messages.get(member) ?? 0) + amount);
        });
      }
    }
    return messages;
  }

  /** The messages of each member of a month, by token. */
  async messagesByToken(month: Month): Promise<Map<number, number>> {
    const tokens = await this.store.tokens(guildId, month);
    const messages = await this.messagesByMember(month);
    return new Map([...messages].map(([member, amount]) => [tokens.of(member), amount]));
  }

  copy(): string {
    return copyOf(this.directory);
  }

  async close(): Promise<void> {
    await this.#opened.close();
    await this.store.close();
  }

  /** May be repeated. */
  async dispose(): Promise<void> {
    await this.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Ends this process and begins another one on the same data. */
  async restart(options: CensusOptions = {}): Promise<ACensus> {
    await this.close();
    return ACensus.open({ nowMs: this.#clock.nowMs, seed: 'restarted', ...options, directory: this.directory });
  }
}

/** Every file as it is at this instant, as kill -9 would leave it. */
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
