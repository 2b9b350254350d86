import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Month } from '../../core/time.ts';
import { hashBytes } from '../salted-hash.ts';
import { makePrivateFile, syncDirectory, writeAll } from './private-files.ts';
import { type FormatMigrations, migrationsAfter, newestFormat } from './vault-format.ts';
import { putRecord, recordBytes, recordIn, type VaultRecord } from './vault-record.ts';

/** The header of a file, so that it is never used with another key. */
export interface FileHeader {
  /** 0 for a file that outlives the months. */
  readonly month: Month;
  /** See `keyCheckOf`. */
  readonly keyCheck: Buffer;
}

/**
 * A file of records in slots of 32 bytes. A record has one place on the disk and is overwritten there when it is deleted:
 * no journal and no page can keep a copy. Reads and writes do not block the event loop.
 *
 * The first two slots are the header:
 *
 *     │ "CensusVault\0", 12 │ format, 4 │ month, 4 │ key check, 16 │ zeros, 24 │ CRC-32 of all before, 4 │
 *
 * Not safe for concurrent use: calls must not overlap.
 */
export class RecordFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #header: FileHeader | null;
  /** The format of a new file. */
  readonly #newest: number;

  /**
   * Opens a file and migrates it to the newest format, or creates an empty one, which has no header until {@link begin}.
   * `migrations` are those of this kind of file.
   *
   * @throws {UnknownFormat} when the file has an unknown format.
   * @throws {FileDamaged} when the file is not a record file, or its header is damaged.
   */
  static async open(path: string, migrations: FormatMigrations<RecordFile>): Promise<RecordFile> {
    makePrivateFile(path);
    const file = await open(path, 'r+');
    try {
      const found = await readHeader(file);
      const header = found && { month: found.month, keyCheck: found.keyCheck };
      const records = new RecordFile(path, file, header, newestFormat(migrations));
      if (found !== null) await records.#migrate(found, migrations);
      return records;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  private constructor(path: string, file: FileHandle, header: FileHeader | null, newest: number) {
    this.#path = path;
    this.#file = file;
    this.#header = header;
    this.#newest = newest;
  }

  /** Each migration is durable before the header has the new format. */
  async #migrate(found: StoredHeader, migrations: FormatMigrations<RecordFile>): Promise<void> {
    let { format } = found;
    for (const migrate of migrationsAfter(this.#path, format, migrations)) {
      await migrate(this);
      format += 1;
      await writeAll(this.#file, encodeHeader({ ...found, format }), 0);
      await this.#file.datasync();
    }
  }

  /** Null while the file is new. */
  get header(): FileHeader | null {
    return this.#header;
  }

  /** Writes the header of a new file. */
  async begin(header: FileHeader): Promise<void> {
    await writeAll(this.#file, encodeHeader({ ...header, format: this.#newest }), 0);
    await this.#file.sync();
    await syncDirectory(dirname(this.#path));
    this.#header = header;
  }

  /**
   * Visits every slot that is not empty, in ascending order; `torn` is a slot that was not written completely. A record is
   * valid until `visit` returns.
   */
  async read(visit: (record: VaultRecord | 'torn', place: number) => void): Promise<void> {
    const slice = Buffer.alloc(sliceRecords * recordBytes);
    for (let first = 0; ; first += sliceRecords) {
      const { bytesRead } = await this.#file.read(slice, 0, slice.length, offsetOf(first));
      for (let at = 0; at < bytesRead; at += recordBytes) {
        const isCut = at + recordBytes > bytesRead;
        const record = isCut ? 'torn' : recordIn(slice.subarray(at, at + recordBytes));
        if (record !== null) visit(record, first + at / recordBytes);
      }
      if (bytesRead < slice.length) break;
    }
    slice.fill(0);
  }

  /** The records with one of these hashes, in ascending order of their slots. */
  async find(hashes: readonly Buffer[]): Promise<readonly PlacedRecord[]> {
    const found: PlacedRecord[] = [];
    const slice = Buffer.alloc(searchedRecords * recordBytes);
    for (let first = 0; ; first += searchedRecords) {
      const { bytesRead } = await this.#file.read(slice, 0, slice.length, offsetOf(first));
      for (const hash of hashes) {
        for (let at = slice.indexOf(hash); at >= 0 && at < bytesRead; at = slice.indexOf(hash, at + 1)) {
          const index = Math.floor(at / recordBytes);
          const record = recordIn(slotOf(slice, index));
          if (record === null || record === 'torn' || !record.hash.equals(hash)) continue;
          found.push({ place: first + index, record: { ...record, hash } });
        }
      }
      if (bytesRead < slice.length) break;
    }
    return found.sort((one, other) => one.place - other.place);
  }

  /** Overwrites the slots from `place` on with records. Durable when it resolves. */
  async write(place: number, records: readonly VaultRecord[]): Promise<void> {
    for (let first = 0; first < records.length; first += sliceRecords) {
      const slice = records.slice(first, first + sliceRecords);
      const bytes = Buffer.alloc(slice.length * recordBytes);
      slice.forEach((record, index) => void putRecord(slotOf(bytes, index), record));
      await writeAll(this.#file, bytes, offsetOf(place + first));
    }
    await this.#file.datasync();
  }

  /** Overwrites slots with zeros. Durable when it resolves, together with what earlier failed calls have written. */
  async clear(places: readonly number[]): Promise<void> {
    for (const place of places) await writeAll(this.#file, emptySlot, offsetOf(place));
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** A record, and the number of its slot. */
export interface PlacedRecord {
  readonly place: number;
  readonly record: VaultRecord;
}

/** A file of the vault is damaged. The caller that opens it says what to do. */
export class FileDamaged extends Error {
  override readonly name = 'FileDamaged';
}

/** How many records are read or written before the event loop turns. That takes a few milliseconds. */
const sliceRecords = 1024;

/** How many records are searched at a time. That takes less than a millisecond. */
const searchedRecords = 32_768;

const headerBytes = 2 * recordBytes;
const magic = Buffer.from('CensusVault\0', 'latin1');
const formatAt = magic.length;
const monthAt = formatAt + 4;
const keyCheckAt = monthAt + 4;
const checkAt = headerBytes - 4;
const emptySlot = new Uint8Array(recordBytes);

interface StoredHeader extends FileHeader {
  readonly format: number;
}

function encodeHeader({ month, keyCheck, format }: StoredHeader): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  bytes.set(magic);
  bytes.writeUInt32BE(format, formatAt);
  bytes.writeUInt32BE(month, monthAt);
  bytes.set(keyCheck, keyCheckAt);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, checkAt)), checkAt);
  return bytes;
}

async function readHeader(file: FileHandle): Promise<StoredHeader | null> {
  const bytes = Buffer.alloc(headerBytes);
  await file.read(bytes, 0, headerBytes, 0);
  const isWhole = bytes.readUInt32BE(checkAt) === crc32(bytes.subarray(0, checkAt));
  if (!isWhole) {
    const { size } = await file.stat();
    if (size <= headerBytes) return null; // A crash during creation: the file holds nothing yet.
    throw new FileDamaged();
  }
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new FileDamaged();
  return {
    format: bytes.readUInt32BE(formatAt),
    month: bytes.readUInt32BE(monthAt),
    keyCheck: bytes.subarray(keyCheckAt, keyCheckAt + hashBytes),
  };
}

function offsetOf(place: number): number {
  return headerBytes + place * recordBytes;
}

function slotOf(bytes: Buffer, index: number): Buffer {
  return bytes.subarray(index * recordBytes, (index + 1) * recordBytes);
}
