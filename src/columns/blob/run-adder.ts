import { CorruptColumns } from '../../core/errors.ts';
import type { MemberSums } from '../member-sums.ts';
import { ByteReader } from './byte-reader.ts';
import { channelLimit, type MemberMetric, memberLimit, packedFrom } from './column-layout.ts';
import { PackedList } from './packed-list.ts';

/** What voice is stored in: milliseconds in counters, seconds in a day's roll-up. It is added in seconds. */
export type VoiceUnit = 'ms' | 's';

/** How many of the stored units make one of the sum. */
type UnitsPerAmount = 1 | 1000;

/**
 * Decodes the runs of a blob (see column-layout.ts) and adds them to sums in the same loop. A list in between takes
 * longer than the additions. Voice is rounded down to seconds by counter, before it is added.
 *
 * @throws {CorruptColumns} from every method, when the blob cannot be read. The sums are then wrong: drop them.
 */
export class RunAdder {
  // A plain Uint8Array, so that V8 sees a single array type.
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #reader: ByteReader;
  readonly #gaps: PackedList;
  readonly #amounts: PackedList;
  readonly #voiceUnits: UnitsPerAmount;

  /** The version of the blob must have been checked, by a `ColumnCursor`. */
  constructor(blob: Uint8Array, voiceUnit: VoiceUnit = 'ms') {
    this.#voiceUnits = voiceUnit === 'ms' ? 1000 : 1;
    this.#bytes = new Uint8Array(blob.buffer, blob.byteOffset, blob.byteLength);
    this.#view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
    this.#reader = new ByteReader(blob);
    this.#gaps = new PackedList(blob);
    this.#amounts = new PackedList(blob);
  }

  /** Adds all runs of a group (hour, metric), in bytes from `start` to `end`. Returns the number of counters. */
  addGroup(metric: MemberMetric, start: number, end: number, sums: MemberSums): number {
    const units = this.#unitsOf(metric);
    const bytes = this.#bytes;
    let added = 0;
    let channel = 0;
    let at = start;
    while (at < end) {
      const head = bytes[at] as number;
      if (head < 0x80 && (head & 3) < 3 && head > 3) {
        const count = (head & 3) + 1;
        channel += head >>> 2;
        at = this.#addLoose(at + 1, count, units, sums);
        added += count;
        continue;
      }
      const reader = this.#reader;
      reader.seek(at);
      const whole = reader.varint();
      const lead = whole % 4;
      const channels = whole < 2 ** 31 ? whole >>> 2 : (whole - lead) / 4;
      const count = lead < 3 ? lead + 1 : reader.varint() + 4;
      channel += channels;
      if (channels === 0 || channel >= channelLimit) throw new CorruptColumns('channels do not ascend');
      at = this.#addRun(reader.position, count, units, sums);
      added += count;
    }
    if (at !== end) throw new CorruptColumns('a run reaches beyond its group');
    return added;
  }

  /** Adds the run of `count` counters at a position. */
  addRun(metric: MemberMetric, body: number, count: number, sums: MemberSums): void {
    const end = this.#addRun(body, count, this.#unitsOf(metric), sums);
    if (end > this.#bytes.length) throw new CorruptColumns('unexpected end');
  }

  #unitsOf(metric: MemberMetric): UnitsPerAmount {
    return metric === 'voice' ? this.#voiceUnits : 1;
  }

  /** Returns the end of the run, which may be beyond the blob. */
  #addRun(body: number, count: number, units: UnitsPerAmount, sums: MemberSums): number {
    if (count > memberLimit) throw new CorruptColumns('a run has more counters than there are members');
    return count < packedFrom ? this.#addLoose(body, count, units, sums) : this.#addPacked(body, count, units, sums);
  }

  // The loops below call nothing: after a call V8 would load the address and length of every array again. What is unusual
  // leaves the loop.

  #addLoose(body: number, count: number, units: UnitsPerAmount, sums: MemberSums): number {
    const bytes = this.#bytes;
    const step = sums.makeRoom(count);
    const { low, added } = sums;
    const room = low.length;
    let addedCount = sums.addedCount;
    let member = -1;
    let at = body;
    let left = count;
    // A byte beyond the end acts as 0, and the caller notices the end.
    for (; left > 0; left -= 1) {
      let next = at + 1;
      let head = bytes[at] as number;
      if (head >= 0x80) {
        const second = bytes[next] as number;
        head = (head & 0x7f) | ((second & 0x7f) << 7);
        next += 1;
        if (second >= 0x80) {
          const third = bytes[next] as number;
          head |= (third & 0x7f) << 14;
          next += 1;
          if (third >= 0x80) {
            const fourth = bytes[next] as number;
            head |= (fourth & 0x7f) << 21;
            next += 1;
            if (fourth >= 0x80) break;
          }
        }
      }
      let amount = (head & 3) + 1;
      if (amount === 4) {
        const first = bytes[next] as number;
        amount += first & 0x7f;
        next += 1;
        if (first >= 0x80) {
          const second = bytes[next] as number;
          amount += (second & 0x7f) << 7;
          next += 1;
          if (second >= 0x80) {
            const third = bytes[next] as number;
            amount += (third & 0x7f) << 14;
            next += 1;
            if (third >= 0x80) {
              const fourth = bytes[next] as number;
              amount += (fourth & 0x7f) << 21;
              next += 1;
              if (fourth >= 0x80) break;
            }
          }
        }
      }
      if (units === 1000) amount = (amount / 1000) | 0;
      const owner = (member + (head >>> 2) + 1) | 0;
      if (owner >= room) break;
      const before = low[owner] as number;
      const after = (before + amount) >>> 0;
      if (after < before) break;
      low[owner] = after;
      added[addedCount] = owner;
      addedCount = (addedCount + step) | 0;
      member = owner;
      at = next;
    }
    sums.addedCount = addedCount;
    return left === 0 ? at : this.#addUnusual(at, left, member, units, sums);
  }

  /** Adds the last `left` counters of a loose run, whatever they are. `previous` is the member before them. */
  #addUnusual(position: number, left: number, previous: number, units: UnitsPerAmount, sums: MemberSums): number {
    const reader = this.#reader;
    reader.seek(position);
    let member = previous;
    for (let rest = left; rest > 0; rest -= 1) {
      const head = reader.varint();
      const lead = head % 4;
      member += (head - lead) / 4 + 1;
      sums.addGreat(member, Math.floor((lead < 3 ? lead + 1 : reader.varint() + 4) / units));
    }
    return reader.position;
  }

  #addPacked(body: number, count: number, units: UnitsPerAmount, sums: MemberSums): number {
    const view = this.#view;
    const gaps = this.#gaps;
    const amounts = this.#amounts;
    gaps.open(body, count);
    amounts.open(gaps.end, count);
    const [gapWidth, amountWidth] = [gaps.width, amounts.width];
    const gapMask = (1 << gapWidth) - 1;
    const amountMask = (1 << amountWidth) - 1;
    const wideCount = Math.min(count, gaps.wideCount, amounts.wideCount);
    const step = sums.makeRoom(count);
    let gapBit = gaps.firstBit;
    let amountBit = amounts.firstBit;
    let member = -1;
    for (let index = 0; index < count; index += 1) {
      const { low, added } = sums;
      const room = low.length;
      let addedCount = sums.addedCount;
      // 32-bit arithmetic, because V8 takes twice as long with doubles.
      for (const stop = Math.min(wideCount, gaps.patchAt, amounts.patchAt); index < stop; index += 1) {
        const owner = (member + 1 + ((view.getInt32(gapBit >>> 3, true) >>> (gapBit & 7)) & gapMask)) | 0;
        let amount = (1 + ((view.getInt32(amountBit >>> 3, true) >>> (amountBit & 7)) & amountMask)) | 0;
        if (units === 1000) amount = (amount / 1000) | 0;
        if (owner >= room) break;
        const before = low[owner] as number;
        const after = (before + amount) >>> 0;
        if (after < before) break;
        low[owner] = after;
        added[addedCount] = owner;
        addedCount = (addedCount + step) | 0;
        member = owner;
        gapBit = (gapBit + gapWidth) | 0;
        amountBit = (amountBit + amountWidth) | 0;
      }
      sums.addedCount = addedCount;
      if (index === count) break;
      member += 1 + gaps.numberAt(index);
      sums.addGreat(member, Math.floor((1 + amounts.numberAt(index)) / units));
      gapBit += gapWidth;
      amountBit += amountWidth;
    }
    gaps.close();
    amounts.close();
    return amounts.end;
  }
}
