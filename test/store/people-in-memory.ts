import type { PeopleAtRest } from '../../src/store/people-at-rest.ts';
import type { PeopleChanges, PeopleKey, PersonErasure, PersonRecord } from '../../src/store/people-store.ts';

/** The people of one lane, in memory. */
export class PeopleInMemory implements PeopleAtRest {
  #month: number | null = null;
  #records: PersonRecord[] = [];
  /** Set to simulate a disk that refuses. */
  refusal: Error | null = null;

  async read(
    { month }: PeopleKey,
    lastBatch: number,
    each: (record: PersonRecord) => void,
    isKept: (record: PersonRecord) => boolean = () => true,
  ): Promise<void> {
    if (this.#month !== null && this.#month !== month) throw new Error('these are the people of another month');
    this.#month = month;
    this.#records = this.#records.filter((record) => record.batch <= lastBatch && isKept(record));
    for (const record of this.#records) each(record);
  }

  async add({ month, records }: PeopleChanges): Promise<void> {
    if (this.refusal !== null) throw this.refusal;
    if (this.#month !== month) throw new Error('these are the people of another month');
    this.#records.push(...records);
  }

  async erase({ identity, membership, bare, passedOver }: PersonErasure): Promise<void> {
    this.#records = this.#records
      .filter(({ hash }) => !hash.equals(identity))
      .map((record) => (record.hash.equals(membership) ? { ...record, value: bare(record.value) } : record));
    if (passedOver === null) return;
    this.#records.push({ kind: 'erasure', batch: 0, value: passedOver.guild, hash: passedOver.hash });
  }

  async forgetErasures(guild: number): Promise<void> {
    this.#records = this.#records.filter(({ kind, value }) => kind !== 'erasure' || value !== guild);
  }

  async forget(): Promise<void> {
    this.#month = null;
    this.#records = [];
  }

  async close(): Promise<void> {}
}
