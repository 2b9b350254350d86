import { firstSnowflakeAt, type Snowflake } from '../core/snowflake.ts';
import { type Hour, hourMs, hoursOfMonth, type Month, monthOfHour } from '../core/time.ts';
import type { ImportedPeople } from '../vault/past-people.ts';
import type { ChannelReference, Row } from './formats/row.ts';
import type { ImportFaults } from './import-faults.ts';
import type { RowSpool, SpooledRow } from './row-spool.ts';
import { rowsOf, type Source } from './source.ts';

export interface ReadFilesDeps {
  readonly guildId: Snowflake;
  /** Members with one of these roles are not counted. */
  readonly ignoredRoleIds: readonly Snowflake[];
  readonly people: Pick<ImportedPeople, 'personOf' | 'personNamed'>;
  readonly spool: Pick<RowSpool, 'add'>;
  readonly faults: ImportFaults;
  readonly onBytes: (bytes: number) => void;
}

/** A file after it was read. */
export interface ReadFile {
  readonly source: Source;
  /** The first and last hour that has rows; null if there are none. */
  readonly hours: { readonly first: Hour; readonly last: Hour } | null;
  /** The months of which rows may be missing, because nothing after some place could be read. */
  readonly lacks: (month: Month) => boolean;
}

/** What the rows of all files refer to by numbers. */
export interface ReadFiles {
  readonly files: readonly ReadFile[];
  readonly channels: readonly ChannelReference[];
  /** The number of messages that no person wrote. */
  readonly uncounted: number;
}

/** Reads all files into the spool, one after the other. Nothing is decided or written yet. */
export async function readFiles(sources: readonly Source[], deps: ReadFilesDeps): Promise<ReadFiles> {
  const channels = new Map<ChannelReference, number>();
  const files: ReadFile[] = [];
  let uncounted = 0;
  for (const [number, source] of sources.entries()) {
    const onUncounted = () => {
      uncounted += 1;
    };
    files.push(await new FileReading(number, source, channels, deps).run(onUncounted));
  }
  return { files, channels: [...channels.keys()], uncounted };
}

class FileReading {
  readonly #number: number;
  readonly #source: Source;
  readonly #channels: Map<ChannelReference, number>;
  readonly #deps: ReadFilesDeps;
  #month: Month = Number.NaN;
  /** The hours of `#month`. Most rows are of the month of the row before. */
  #from: Hour = 0;
  #to: Hour = 0;
  #hours: { readonly first: Hour; readonly last: Hour } | null = null;
  #previous: Hour | null = null;
  #isAscending = true;
  #isDescending = true;
  #isCutOff = false;

  constructor(number: number, source: Source, channels: Map<ChannelReference, number>, deps: ReadFilesDeps) {
    this.#number = number;
    this.#source = source;
    this.#channels = channels;
    this.#deps = deps;
  }

  async run(onUncounted: () => void): Promise<ReadFile> {
    const { faults, onBytes } = this.#deps;
    const onFault = (place: string, expected: string) => faults.add(this.#source.file.name, place, expected);
    const onCutOff = (place: string, expected: string) => {
      onFault(place, expected);
      this.#isCutOff = true;
    };
    for await (const rows of rowsOf(this.#source, { onFault, onCutOff, onUncounted, onBytes })) {
      for (const row of rows) this.#take(row);
    }
    return { source: this.#source, hours: this.#hours, lacks: this.#lacks() };
  }

  #take(row: Row): void {
    const { hour } = row;
    if (!(hour >= this.#from && hour < this.#to)) this.#enter(hour);
    const { first, last } = this.#hours ?? { first: hour, last: hour };
    if (this.#hours === null || hour < first || hour > last) {
      this.#hours = { first: Math.min(first, hour), last: Math.max(last, hour) };
    }
    if (hour < (this.#previous ?? hour)) this.#isAscending = false;
    if (hour > (this.#previous ?? hour)) this.#isDescending = false;
    this.#previous = hour;
    this.#deps.spool.add(this.#month, this.#spooled(row));
  }

  #enter(hour: Hour): void {
    this.#month = monthOfHour(hour);
    const { from, to } = hoursOfMonth(this.#month);
    this.#from = from;
    this.#to = to;
  }

  #spooled({ place, hour, metric, channel, member, amount, message }: Row): SpooledRow {
    return {
      source: this.#number,
      place,
      hour,
      metric,
      channel: channel === null ? null : this.#channel(channel),
      person: member === null ? null : this.#person(member, message?.roleIds ?? []),
      amount,
      message: message === null ? null : Number(BigInt(message.id) - BigInt(firstSnowflakeAt(hour * hourMs))),
    };
  }

  #channel(reference: ChannelReference): number {
    const known = this.#channels.get(reference);
    if (known !== undefined) return known;
    const number = this.#channels.size;
    this.#channels.set(reference, number);
    return number;
  }

  #person(member: NonNullable<Row['member']>, roleIds: readonly Snowflake[]): SpooledRow['person'] {
    const { guildId, ignoredRoleIds, people } = this.#deps;
    if (roleIds.some((id) => ignoredRoleIds.includes(id))) return 'not counted';
    if (typeof member === 'string') return people.personNamed(member);
    return people.personOf(guildId, member) ?? 'not counted';
  }

  /** Messages are in the order of time, or newest first. Else the missing ones may be of any month. */
  #lacks(): ReadFile['lacks'] {
    if (!this.#isCutOff) return () => false;
    const last = this.#previous === null ? null : monthOfHour(this.#previous);
    if (isOfCounters(this.#source)) return (month) => month === last;
    if (last === null) return () => true;
    if (this.#isAscending) return (month) => month >= last;
    return this.#isDescending ? (month) => month <= last : () => true;
  }
}

/** A file of messages covers all of its time, a file of counters some days. */
export function isOfCounters({ format }: Source): boolean {
  return format !== 'activity CSV' && format !== 'DiscordChatExporter JSON';
}
