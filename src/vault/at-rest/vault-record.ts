import { crc32 } from 'node:zlib';
import type { PersonRecord, PersonRecordKind } from '../../store/people-store.ts';
import { hashBytes } from '../salted-hash.ts';

/**
 * A record of a person, or of the file itself, in a file of the vault. On the disk it is a slot of 32 bytes:
 *
 *     │ kind, 1 │ batch, 5 │ value, 6 │ hash, 16 │ CRC-32 of all before, 4 │      big-endian
 *
 * A slot of zeros is empty. Because 32 divides 512, no slot crosses a disk sector: after a loss of power, an overwritten
 * slot holds either the old record or the new one.
 */
export interface VaultRecord extends Omit<PersonRecord, 'kind'> {
  readonly kind: RecordKind;
}

/** A kind is stored as its index in this list. */
const kinds = [
  'empty',
  'identity',
  'membership',
  'mark',
  'erasure',
  'ignored',
  'opted-out',
  'generation',
  'break',
  'cohort',
] as const satisfies readonly ('empty' | RecordKind)[];
export type RecordKind = PersonRecordKind | 'ignored' | 'opted-out' | 'generation';

export const recordBytes = 32;
const batchAt = 1;
const valueAt = 6;
const hashAt = 12;
const checkAt = hashAt + hashBytes;

/** Writes a record into a slot. */
export function putRecord(slot: Buffer, { kind, batch, value, hash }: VaultRecord): void {
  if (hash.length !== hashBytes) throw new Error('a record must have a whole hash');
  slot.writeUInt8(kinds.indexOf(kind), 0);
  slot.writeUIntBE(batch, batchAt, valueAt - batchAt);
  slot.writeUIntBE(value, valueAt, hashAt - valueAt);
  slot.set(hash, hashAt);
  slot.writeUInt32BE(crc32(slot.subarray(0, checkAt)), checkAt);
}

/** The record in a slot; null for an empty slot, `torn` for an incomplete one. The hash is a view into the slot. */
export function recordIn(slot: Buffer): VaultRecord | 'torn' | null {
  const kind = kinds[slot.readUInt8(0)];
  if (kind === 'empty' && slot.every((byte) => byte === 0)) return null;
  const isWhole = slot.readUInt32BE(checkAt) === crc32(slot.subarray(0, checkAt));
  if (kind === undefined || kind === 'empty' || !isWhole) return 'torn';
  return {
    kind,
    batch: slot.readUIntBE(batchAt, valueAt - batchAt),
    value: slot.readUIntBE(valueAt, hashAt - valueAt),
    hash: slot.subarray(hashAt, checkAt),
  };
}
