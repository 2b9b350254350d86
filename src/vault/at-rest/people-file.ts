import { basename } from 'node:path';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import { StoreUnavailable, VaultRefused } from '../../core/errors.ts';
import type { PeopleAtRest } from '../../store/people-at-rest.ts';
import type { PeopleChanges, PeopleKey, PersonErasure, PersonRecord } from '../../store/people-store.ts';
import { type WipeStep, wipeFile } from './private-files.ts';
import { FileDamaged, RecordFile } from './record-file.ts';
import { mapVaultErrors } from './vault-faults.ts';
import type { FormatMigrations } from './vault-format.ts';
import type { VaultRecord } from './vault-record.ts';

/** The migrations of files of people. New ones are added at the end. A released migration is never changed. */
export const peopleMigrations: FormatMigrations<RecordFile> = [];

/**
 * The people of a lane's open month at rest: a log of records, of which the last one of each hash is valid. A record is
 * erased by overwriting its slot.
 *
 * Every record has the number of its batch. After a crash, records of batches that the store did not commit are
 * overwritten, because the store does not have their numbers. Several batches may be lost, so the earlier records of a
 * membership stay.
 */
export class PeopleFile implements PeopleAtRest {
  readonly #path: string;
  readonly #onWiped: (step: WipeStep) => void;
  readonly #queue = new SerialQueue();
  #file: RecordFile | null = null;
  /** The slot after the last record. */
  #end = 0;

  /** `onWiped` is called after every step of {@link forget}. An error that it throws acts as a crash at that step. */
  constructor(path: string, onWiped: (step: WipeStep) => void = () => {}) {
    this.#path = path;
    this.#onWiped = onWiped;
  }

  /**
   * @throws {VaultRefused} when the file belongs to another month or salt, or has an unknown format.
   * @throws {StoreUnavailable} when the file is damaged, or the disk refuses.
   */
  read(
    key: PeopleKey,
    lastBatch: number,
    each: (record: PersonRecord) => void,
    isKept: (record: PersonRecord) => boolean = () => true,
  ): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#close();
        this.#file = await openFor(this.#path, key);
        await this.#load(this.#file, lastBatch, each, isKept);
      } catch (error) {
        await this.#close();
        throw error instanceof FileDamaged ? new StoreUnavailable(damagedMessage(this.#path), { cause: error }) : error;
      }
    });
  }

  add({ month, records }: PeopleChanges): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    return this.#inTurn(() => {
      if (this.#opened().header?.month !== month) throw new Error('these people belong to a sealed month');
      return this.#append(records);
    });
  }

  erase({ identity, membership, bare, passedOver }: PersonErasure): Promise<void> {
    return this.#inTurn(async () => {
      const file = this.#opened();
      if (passedOver !== null) {
        await this.#append([{ kind: 'erasure', batch: 0, value: passedOver.guild, hash: passedOver.hash }]);
      }
      const found = await file.find([identity, membership]);
      await file.clear(found.filter(({ record }) => record.kind === 'identity').map(({ place }) => place));
      // Each record keeps its slot and batch, so that a crash rolls back the same records as without the erasure.
      for (const { place, record } of found) {
        if (record.kind === 'membership') await file.write(place, [{ ...record, value: bare(record.value) }]);
      }
    });
  }

  forgetErasures(guild: number): Promise<void> {
    return this.#inTurn(async () => {
      const places: number[] = [];
      await this.#opened().read((record, place) => {
        if (record !== 'torn' && record.kind === 'erasure' && record.value === guild) places.push(place);
      });
      await this.#opened().clear(places);
    });
  }

  forget(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#close();
      await wipeFile(this.#path, this.#onWiped);
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  async #load(
    file: RecordFile,
    lastBatch: number,
    each: (record: PersonRecord) => void,
    isKept: (record: PersonRecord) => boolean,
  ): Promise<void> {
    const gone: number[] = [];
    let firstTorn = Number.POSITIVE_INFINITY;
    this.#end = 0;
    await file.read((record, place) => {
      if (record === 'torn') firstTorn = Math.min(firstTorn, place);
      if (record === 'torn' || record.batch > lastBatch) {
        gone.push(place);
        return;
      }
      if (!isOfPerson(record)) throw new FileDamaged('a record is not about a person');
      this.#end = place + 1;
      if (isKept(record)) each(record);
      else gone.push(place);
    });
    // A crash can only tear the records that were being written, which are always the last.
    if (firstTorn < this.#end) throw new FileDamaged('a record is damaged');
    await file.clear(gone);
  }

  async #append(records: readonly PersonRecord[]): Promise<void> {
    await this.#opened().write(this.#end, records);
    this.#end += records.length;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  #opened(): RecordFile {
    if (this.#file === null) throw new Error('the people of a month must be read first');
    return this.#file;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    return mapVaultErrors(() => this.#queue.run(work));
  }
}

/** Opens the file of a month and salt, or creates it. */
async function openFor(path: string, { month, keyCheck }: PeopleKey): Promise<RecordFile> {
  const file = await RecordFile.open(path, peopleMigrations);
  const known = file.header;
  try {
    if (known === null) await file.begin({ month, keyCheck });
    else if (known.month !== month || !known.keyCheck.equals(keyCheck)) throw new VaultRefused(foreignMessage(path));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function isOfPerson(record: VaultRecord): record is VaultRecord & PersonRecord {
  return record.kind !== 'ignored' && record.kind !== 'opted-out' && record.kind !== 'generation';
}

function foreignMessage(path: string): string {
  const name = `vault/${basename(path)}`;
  const salt = name.replace('identity', 'salt').replace(/\.db$/, '');
  return (
    `${name} does not belong to ${salt}: one of them was restored or changed. Move ${name} away and start again. The month ` +
    'continues with new tokens, and its reports say so.'
  );
}

function damagedMessage(path: string): string {
  return (
    `vault/${basename(path)} is damaged. Census counts nothing. Move it away (keep the other files) and start again. The ` +
    'month continues with new tokens, and its reports say so.'
  );
}
