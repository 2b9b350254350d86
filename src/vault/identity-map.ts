import type { MemberNumber } from '../core/counter.ts';
import { Turns } from '../core/turns.ts';
import { StoreUnavailable } from '../store/store.ts';
import { KnownMemberships } from './known-memberships.ts';
import { bareMembership } from './membership.ts';
import { NumberByHash } from './number-by-hash.ts';
import { FileDamaged, type FileHeader, RecordFile } from './record-file.ts';
import { hashBytes } from './salted-hash.ts';
import type { VaultRecord } from './vault-record.ts';
import { VaultRefused } from './vault-refused.ts';

/** The hashes of one person, each in a domain of its own. */
export interface PersonHashes {
  readonly identity: Buffer;
  readonly membership: Buffer;
}

/**
 * Who has which member number in the open month, and what else is known of people until it is sealed, by salted hash. All of
 * it is in memory, so that no question waits for the disk; the file is a log, of which the last record of a hash holds.
 *
 * Every record says with which batch it came. After a crash, what belongs to a batch that the store never got is forgotten,
 * for the numbers are not in the store. It may have lost several, so the earlier records of a membership stay.
 */
export class IdentityMap {
  readonly #file: RecordFile;
  readonly #turns = new Turns();
  readonly #identities = new NumberByHash();
  readonly #memberships = new KnownMemberships();
  readonly #marks = new NumberByHash();
  /** Who is to be passed over, with the guild's number. */
  readonly #erasures = new NumberByHash();
  /** The place after the last record. */
  #end = 0;
  #uncommitted: UncommittedRecord[] = [];

  /**
   * Opens the map of a month and salt, or makes one, and forgets what came with later batches than `lastBatch`.
   *
   * @throws {VaultRefused} when the map belongs to another month or salt, or a newer Census wrote it.
   * @throws {StoreUnavailable} when it is damaged.
   */
  static async open(path: string, header: FileHeader, lastBatch: number): Promise<IdentityMap> {
    try {
      const file = await RecordFile.open(path);
      const map = new IdentityMap(file);
      try {
        await map.#claim(header);
        await map.#load(lastBatch);
        return map;
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      throw error instanceof FileDamaged ? new StoreUnavailable(damagedMessage, { cause: error }) : error;
    }
  }

  private constructor(file: RecordFile) {
    this.#file = file;
  }

  /** How many people have a number. */
  get size(): number {
    return this.#identities.size;
  }

  /** Whether anything was added that {@link takeRecords} has not handed out. */
  get hasUncommitted(): boolean {
    return this.#uncommitted.length > 0;
  }

  numberOf(hash: Buffer): MemberNumber | undefined {
    return this.#identities.get(hash);
  }

  /** Packed, see `packMembership`. */
  membershipOf(hash: Buffer): number | undefined {
    return this.#memberships.get(hash);
  }

  /** Whether the guild of that number was seen without a break since its member's coming or going was noted. */
  holdsMembership(hash: Buffer, guild: number): boolean {
    return this.#memberships.holds(hash, guild);
  }

  /** Notes that a guild was not seen for a while. */
  addBreak(guild: number): void {
    this.#memberships.break(guild);
    this.#add('break', nobody, guild);
  }

  hasMark(hash: Buffer): boolean {
    return this.#marks.has(hash);
  }

  addIdentity(hash: Buffer, number: MemberNumber): void {
    this.#identities.set(hash, number);
    this.#add('identity', hash, number);
  }

  setMembership(hash: Buffer, packed: number): void {
    this.#memberships.set(hash, packed);
    this.#add('membership', hash, packed);
  }

  addMark(hash: Buffer): void {
    this.#marks.set(hash, 1);
    this.#add('mark', hash, 0);
  }

  /** What was added since the last call, to be committed with a batch; in an order that does not say who came when. */
  takeRecords(batch: number): readonly VaultRecord[] {
    const records = inOrderOfHashes(this.#uncommitted);
    this.#uncommitted = [];
    for (const record of records) record.batch = batch;
    return records;
  }

  /** On the disk when it resolves; nothing of it counts when it rejects. */
  commit(records: readonly VaultRecord[]): Promise<void> {
    return this.#turns.take(() => this.#append(records));
  }

  /**
   * Forgets who a person is, and leaves nothing of the identity's hash in the file. The membership stays, without an
   * instant, and so do marks. With `passedOver` that hash is kept as one to be passed over in a guild. In memory it is done
   * at once, on the disk when it resolves. May be repeated.
   */
  async erase({ identity, membership }: PersonHashes, passedOver: PassedOver | null): Promise<void> {
    this.#identities.delete(identity);
    this.#bare(membership);
    if (passedOver !== null) this.#erasures.set(passedOver.hash, passedOver.guild);
    await this.#turns.take(async () => {
      if (passedOver !== null) {
        this.#erasures.set(passedOver.hash, passedOver.guild); // A forgetErasures whose turn came first has taken it out.
        await this.#append([{ kind: 'erasure', batch: 0, value: passedOver.guild, hash: passedOver.hash }]);
      }
      const found = await this.#file.find([identity, membership]);
      await this.#file.clear(found.filter(({ record }) => record.kind === 'identity').map(({ place }) => place));
      // Each in its place and with its batch: what a crash takes back is the same as without the erasure.
      for (const { place, record } of found) {
        if (record.kind === 'membership') await this.#file.write(place, [bared(record)]);
      }
    });
  }

  /** Whether a person is to be passed over. */
  isErased(hash: Buffer): boolean {
    return this.#erasures.has(hash);
  }

  /** Whether anybody at all is to be passed over: without one no hash need be made. */
  get hasErasures(): boolean {
    return this.#erasures.size > 0;
  }

  /** Forgets who was to be passed over in a guild. On the disk when it resolves. */
  async forgetErasures(guild: number): Promise<void> {
    if (!this.hasErasures) return;
    await this.#turns.take(async () => {
      const places: number[] = [];
      await this.#file.read((record, place) => {
        if (record !== 'torn' && record.kind === 'erasure' && record.value === guild) places.push(place);
      });
      await this.#file.clear(places);
      this.#erasures.deleteAll(guild);
    });
  }

  /** Waits for what is being written. */
  close(): Promise<void> {
    return this.#turns.take(() => this.#file.close());
  }

  async #claim(header: FileHeader): Promise<void> {
    const known = this.#file.header;
    if (known === null) await this.#file.begin(header);
    else if (known.month !== header.month || !known.keyCheck.equals(header.keyCheck)) {
      throw new VaultRefused(foreignMessage);
    }
  }

  async #load(lastBatch: number): Promise<void> {
    const gone: number[] = [];
    let firstTorn = Number.POSITIVE_INFINITY;
    await this.#file.read((record, place) => {
      if (record === 'torn') firstTorn = Math.min(firstTorn, place);
      if (record === 'torn' || record.batch > lastBatch) {
        gone.push(place);
        return;
      }
      this.#end = place + 1;
      this.#keep(record);
    });
    // A crash leaves torn records in what was being written, and that is always the last.
    if (firstTorn < this.#end) throw new FileDamaged('a record is damaged');
    await this.#file.clear(gone);
  }

  #keep(record: VaultRecord): void {
    const { kind, value, hash } = record;
    if (kind === 'identity') this.#identities.set(hash, value);
    else if (kind === 'membership' || kind === 'break') this.#memberships.load(record);
    else if (kind === 'mark') this.#marks.set(hash, 1);
    else if (kind === 'erasure') this.#erasures.set(hash, value);
    else throw new FileDamaged('a record does not belong into an identity map');
  }

  #add(kind: VaultRecord['kind'], hash: Buffer, value: number): void {
    this.#uncommitted.push({ kind, batch: 0, value, hash });
  }

  /** Takes the instant off a membership in memory, and off what is still to be committed of it. */
  #bare(membership: Buffer): void {
    this.#memberships.bare(membership);
    this.#uncommitted = this.#uncommitted.map((record) => (isOf(record, membership) ? bared(record) : record));
  }

  async #append(records: readonly VaultRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#file.write(this.#end, records);
    this.#end += records.length;
  }
}

/** Stands for a hash in what is of a whole guild. */
const nobody = Buffer.alloc(hashBytes);

/** The batch is not known until it is committed. */
type UncommittedRecord = Omit<VaultRecord, 'batch'> & { batch: number };

/** A hash to be passed over, and a number for the guild in which it is. */
export interface PassedOver {
  readonly hash: Buffer;
  readonly guild: number;
}

/**
 * In the order in which they were added, what came of one person would stand together. Those of one hash stay in order, for
 * the last holds. As numbers they are sorted in a few milliseconds, of 35,000 people too.
 */
function inOrderOfHashes(records: readonly UncommittedRecord[]): readonly UncommittedRecord[] {
  if (records.length > mostRecords) return records;
  const places = new Float64Array(records.length);
  for (const [index, { hash }] of records.entries()) places[index] = hash.readUInt32BE(0) * mostRecords + index;
  places.sort();
  const sorted: UncommittedRecord[] = [];
  for (const place of places) sorted.push(records[place % mostRecords] as UncommittedRecord);
  return sorted;
}

/** Of one batch; 53 bits are enough for 32 of a hash and a place. */
const mostRecords = 2 ** 21;

function isOf({ kind, hash }: VaultRecord, membership: Buffer): boolean {
  return kind === 'membership' && hash.equals(membership);
}

function bared<Kind extends VaultRecord>(record: Kind): Kind {
  return { ...record, value: bareMembership(record.value) };
}

const foreignMessage =
  'vault/identity.db does not belong to vault/salt: one of them was put back or changed. Move vault/identity.db away ' +
  'and start again; the month is gone on with under new tokens, and its reports say so.';

const damagedMessage =
  'vault/identity.db is damaged. Census counts nothing: move it away (keep the other files) and start again; the month ' +
  'goes on under new tokens, and its reports say so.';
