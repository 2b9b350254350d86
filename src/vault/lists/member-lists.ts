import { createHmac, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import { VaultRefused } from '../../core/errors.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { MemberListsState } from '../../store/records.ts';
import { FileDamaged, RecordFile } from '../at-rest/record-file.ts';
import type { FormatMigrations } from '../at-rest/vault-format.ts';
import type { VaultRecord } from '../at-rest/vault-record.ts';
import { hashBytes, keyCheckOf, saltedGuild, saltedHash } from '../salted-hash.ts';
import { drawListKey, readListKey } from './list-key.ts';

/** People whom moderators ignore, and people who have opted out. The two lists are independent. */
export type ListName = 'ignored' | 'opted-out';

export interface MemberListsOptions {
  readonly path: string;
  readonly keyPath: string;
  /** The state of the lists that the store knows; null if it knows none. */
  readonly known: MemberListsState | null;
  readonly random: RandomBytes;
}

/**
 * The people that Census must not count, by hash. The key of these hashes outlives the months. Nothing else about a person
 * is kept for longer than a month; this is kept because the person or a moderator asked for it.
 *
 * Every change makes a new generation. The store records it with its next batch, after the lists are written. So lists
 * with an older generation than the store's were restored from an old copy.
 */
export class MemberLists {
  readonly #file: RecordFile;
  readonly #key: KeyObject;
  readonly #queue = new SerialQueue();
  /** The entries by list and hash. Their guild is a salted hash. */
  readonly #entries = new Map<string, Entry>();
  /** Entries that are being added. They hold at once, and are removed again if the disk refuses. */
  readonly #arriving = new Map<string, number>();
  /** The exclusive or of the hashes of all entries, which does not depend on their order. */
  readonly #sum = Buffer.alloc(hashBytes);
  /** The number of changes in each guild since the lists were opened. */
  readonly #changes = new Map<Snowflake, number>();
  #generation = 0;
  #nextPlace = firstPlace;
  readonly #freePlaces: number[] = [];
  /** A slot whose last write failed, so that its content is not known. */
  #doubtfulPlace: number | null = null;

  /**
   * Opens the lists, or creates empty ones.
   *
   * @throws {VaultRefused} when the lists are not those that the store knows, or later ones.
   */
  static async open({ path, keyPath, known, random }: MemberListsOptions): Promise<MemberLists> {
    const mayBeMissing = known === null || known.entries === 0;
    if (!mayBeMissing && !(existsSync(path) && existsSync(keyPath))) throw new VaultRefused(missingMessage);
    const lists = await openFile(path, keyPath, random);
    try {
      await lists.#load();
      if (lists.#generation === 0 && known !== null && mayBeMissing) lists.#generation = known.generation;
      else if (known !== null && !lists.#continues(known)) throw new VaultRefused(otherMessage);
      return lists;
    } catch (error) {
      await lists.close();
      throw error;
    }
  }

  /** Use {@link open}. */
  constructor(file: RecordFile, key: KeyObject) {
    this.#file = file;
    this.#key = key;
  }

  /** The state for the store to record; null before the first change. */
  get state(): MemberListsState | null {
    if (this.#generation === 0) return null;
    return {
      generation: this.#generation,
      entries: this.#entries.size,
      keyCheck: keyCheckOf(this.#key),
      check: this.#check(),
    };
  }

  /** Whether a person is on either list of a guild. */
  has(guildId: Snowflake, userId: Snowflake): boolean {
    return listNames.some((list) => this.isOn(list, guildId, userId));
  }

  /** Whether a person is on one list of a guild. */
  isOn(list: ListName, guildId: Snowflake, userId: Snowflake): boolean {
    if (this.#entries.size === 0 && this.#arriving.size === 0) return false;
    const name = nameOf(list, this.#hash(list, guildId, userId));
    return this.#entries.has(name) || this.#arriving.has(name);
  }

  /**
   * Adds a person to a list at once, or removes them once that is durable. Removing leaves no trace. Durable when it
   * resolves.
   */
  async set(list: ListName, guildId: Snowflake, userId: Snowflake, isListed: boolean): Promise<void> {
    const hash = this.#hash(list, guildId, userId);
    const name = nameOf(list, hash);
    this.#changes.set(guildId, this.changesIn(guildId) + 1);
    if (!isListed) return this.#queue.run(() => this.#remove(name));
    this.#arriving.set(name, (this.#arriving.get(name) ?? 0) + 1);
    try {
      await this.#queue.run(() => this.#add(name, list, hash, saltedGuild(this.#key, 'list guild', guildId)));
    } finally {
      const others = (this.#arriving.get(name) ?? 1) - 1;
      if (others > 0) this.#arriving.set(name, others);
      else this.#arriving.delete(name);
    }
  }

  /** How often a person of a guild was added or removed since the lists were opened. It rises before a change holds. */
  changesIn(guildId: Snowflake): number {
    return this.#changes.get(guildId) ?? 0;
  }

  /** The number of people of a guild on a list. */
  count(list: ListName, guildId: Snowflake): number {
    const guild = saltedGuild(this.#key, 'list guild', guildId);
    return [...this.#entries.values()].filter((entry) => entry.list === list && entry.guild === guild).length;
  }

  /** Waits for pending writes, and closes the file. */
  close(): Promise<void> {
    return this.#queue.run(() => this.#file.close());
  }

  /** Whether these are the lists that the store knows, or a later generation of them. */
  #continues(known: MemberListsState): boolean {
    if (this.#generation < known.generation) return false;
    if (this.#generation === known.generation) return this.#check().equals(known.check);
    // Empty lists may have been lost, and created again under another key.
    return known.entries === 0 || keyCheckOf(this.#key).equals(known.keyCheck);
  }

  async #load(): Promise<void> {
    const torn: number[] = [];
    await this.#file.read((record, place) => {
      if (record === 'torn') torn.push(place);
      else this.#keep(record, place);
    });
    await this.#file.clear(torn); // A crash interrupted a change. The store's check detects any other damage.
    const taken = new Set([...this.#entries.values()].map(({ place }) => place));
    for (const place of taken) this.#nextPlace = Math.max(this.#nextPlace, place + 1);
    for (let place = firstPlace; place < this.#nextPlace; place += 1)
      if (!taken.has(place)) this.#freePlaces.push(place);
  }

  #keep({ kind, batch, value, hash }: VaultRecord, place: number): void {
    this.#generation = Math.max(this.#generation, batch);
    if (kind === 'generation') return;
    if (kind !== 'ignored' && kind !== 'opted-out') throw new FileDamaged('a record does not belong to a list');
    this.#put(nameOf(kind, hash), { list: kind, guild: value, place, hash: Buffer.from(hash) });
  }

  async #add(name: string, list: ListName, hash: Buffer, guild: number): Promise<void> {
    if (this.#entries.has(name)) return;
    await this.#settle();
    const place = this.#freePlaces.at(-1) ?? this.#nextPlace;
    const generation = this.#generation + 1;
    this.#doubtfulPlace = place;
    await this.#file.write(place, [{ kind: list, batch: generation, value: guild, hash }]);
    this.#doubtfulPlace = null;
    if (place === this.#nextPlace) this.#nextPlace += 1;
    else this.#freePlaces.pop();
    this.#generation = generation;
    this.#put(name, { list, guild, place, hash });
  }

  /**
   * The new generation is written first. A crash in between leaves the entry, whose removal was not reported yet. The store
   * records the generation only after the entry is removed.
   */
  async #remove(name: string): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    await this.#settle();
    const generation = this.#generation + 1;
    await this.#file.write(generation % firstPlace, [
      { kind: 'generation', batch: generation, value: 0, hash: Buffer.alloc(hashBytes) },
    ]);
    this.#doubtfulPlace = entry.place;
    await this.#file.clear([entry.place]);
    this.#doubtfulPlace = null;
    this.#generation = generation;
    this.#freePlaces.push(entry.place);
    this.#entries.delete(name);
    this.#toggle(entry.hash);
  }

  /**
   * Repairs the slot whose last write failed. The store must not record the next generation before that: its check would
   * not match the file.
   */
  async #settle(): Promise<void> {
    const place = this.#doubtfulPlace;
    if (place === null) return;
    const entry = [...this.#entries.values()].find((listed) => listed.place === place);
    if (entry === undefined) await this.#file.clear([place]);
    else {
      const { list, guild, hash } = entry;
      await this.#file.write(place, [{ kind: list, batch: this.#generation, value: guild, hash }]);
    }
    this.#doubtfulPlace = null;
  }

  #put(name: string, entry: Entry): void {
    if (this.#entries.has(name)) return;
    this.#entries.set(name, entry);
    this.#toggle(entry.hash);
  }

  #toggle(hash: Buffer): void {
    for (const [index, byte] of hash.entries()) this.#sum[index] = (this.#sum[index] ?? 0) ^ byte;
  }

  #check(): Buffer {
    const generation = Buffer.alloc(6);
    generation.writeUIntBE(this.#generation, 0, 6);
    const hmac = createHmac('sha256', this.#key).update('list check\x01', 'latin1');
    return hmac.update(generation).update(this.#sum).digest().subarray(0, hashBytes);
  }

  #hash(list: ListName, guildId: Snowflake, userId: Snowflake): Buffer {
    return saltedHash(this.#key, `list ${list}`, guildId, userId);
  }
}

/** Where the lists and their key are in the directory of a vault. */
export function memberListPaths(directory: string): Pick<MemberListsOptions, 'path' | 'keyPath'> {
  return { path: join(directory, 'optout.db'), keyPath: join(directory, 'optout.key') };
}

/** The migrations of files of lists. New ones are added at the end. A released migration is never changed. */
const listMigrations: FormatMigrations<RecordFile> = [];

interface Entry {
  readonly list: ListName;
  readonly guild: number;
  readonly place: number;
  readonly hash: Buffer;
}

const listNames: readonly ListName[] = ['ignored', 'opted-out'];

/** The slots before it hold the generation, in turn, so that one of them is always complete. */
const firstPlace = 2;

function nameOf(list: ListName, hash: Buffer): string {
  return `${list} ${hash.toString('latin1')}`;
}

/** Opens the file and its key, or creates both. */
async function openFile(path: string, keyPath: string, random: RandomBytes): Promise<MemberLists> {
  const file = await openRecords(path);
  try {
    const { header } = file;
    const key = readListKey(keyPath) ?? (header === null ? await drawListKey(keyPath, random) : null);
    if (key === null) throw new VaultRefused(missingMessage);
    if (header === null) await file.begin({ month: 0, keyCheck: keyCheckOf(key) });
    else if (!header.keyCheck.equals(keyCheckOf(key))) throw new VaultRefused(missingMessage);
    return new MemberLists(file, key);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openRecords(path: string): Promise<RecordFile> {
  try {
    return await RecordFile.open(path, listMigrations);
  } catch (error) {
    throw error instanceof FileDamaged ? new VaultRefused(missingMessage, { cause: error }) : error;
  }
}

const wayOut =
  'Census counts nothing, because it would count people who asked not to be counted. Restore vault/optout.db and ' +
  'vault/optout.key from the same place as census.db. If they are lost: npm run accept-lists -- --help';

const missingMessage = `The list of ignored and opted-out members, or its key, is missing or damaged. ${wayOut}`;

const otherMessage =
  'The list of ignored and opted-out members is not the one that census.db knows: it is older, or from another ' +
  `installation. ${wayOut}`;
