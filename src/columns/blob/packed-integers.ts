import { CorruptColumns } from '../../core/errors.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/*
 * A list of whole numbers as bits: the lowest `width` bits of each one after the other, and apart from them the upper
 * bits of the few that need more ("patched frame of reference": Zukowski et al., Super-Scalar RAM-CPU Cache
 * Compression, 2006). The width is the one that makes the whole smallest. A reader needs one load, one shift and one
 * mask a number, whatever the width, and no branch that depends on the data.
 *
 *     width │ patch bytes │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░ │ skipped, upper │ skipped, upper │ …
 *     1 byte│ varint      │ count × width bits      │ varints: how many numbers lie between, upper bits
 */

/** The most bits that one unaligned load of 32 bits always holds. */
const greatestWidth = 25;

/** What a patch counts beyond its bits when the width is chosen: reading one takes as long as reading several numbers. */
const patchPenaltyBits = 16;

/** Appends the first `count` of `values`, whole numbers from [0, 2^53). */
export function packIntegers(out: ByteWriter, values: Float64Array, count: number): void {
  const width = bestWidth(values, count);
  const limit = 2 ** width;
  const patches: number[] = [];
  let last = -1;
  for (let index = 0; index < count; index += 1) {
    const value = values[index] as number;
    if (value < limit) continue;
    patches.push(index - last - 1, Math.floor(value / limit));
    last = index;
  }

  out.byte(width);
  out.varint(patches.reduce((length, value) => length + varintLength(value), 0));
  let bits = 0;
  let bitCount = 0;
  for (let index = 0; index < count; index += 1) {
    bits |= ((values[index] as number) % limit) << bitCount;
    bitCount += width;
    for (; bitCount >= 8; bitCount -= 8) {
      out.byte(bits & 0xff);
      bits >>>= 8;
    }
  }
  if (bitCount > 0) out.byte(bits);
  for (const value of patches) out.varint(value);
}

/** Passes over the packed list of `count` numbers that begins where the reader stands. */
export function skipPacked(reader: ByteReader, count: number): void {
  const width = readWidth(reader);
  const patchBytes = reader.varint();
  reader.seek(endOfBits(reader, width, count) + patchBytes);
}

/**
 * Reads the packed list of `count` gaps that begins where the reader stands, as the ascending numbers between which they
 * lie, into `numbers` from `start` on. Throws {@link CorruptColumns} if one reaches 2^24.
 */
export function unpackAscending(reader: ByteReader, count: number, numbers: Uint32Array, start: number): void {
  const width = readWidth(reader);
  const patchBytes = reader.varint();
  const wideCount = countOfWideLoads(reader, width, count);
  const { view } = reader;
  const mask = (1 << width) - 1;
  let bit = reader.position * 8;
  reader.seek(endOfBits(reader, width, count));
  const end = reader.position + patchBytes;

  // All of this is arithmetic of 32 bits: V8 would take twice as long with doubles. A number cannot pass 2^32 unseen,
  // since a gap has at most 25 bits.
  let last = -1;
  let bitsSeen = 0;
  let patchAt = patchBytes === 0 ? count : reader.varint() | 0;
  for (let index = 0; index < count; ) {
    for (const stop = Math.min(patchAt, count); index < stop; index += 1) {
      const isWide = index < wideCount;
      const low = isWide ? (view.getInt32(bit >>> 3, true) >>> (bit & 7)) & mask : narrowLoad(view, bit, width);
      last = (last + low + 1) | 0;
      bitsSeen |= last;
      numbers[start + index] = last;
      bit += width;
    }
    if (index === count) break;
    const addend = reader.varint() * 2 ** width;
    if (addend >= 2 ** 24) throw new CorruptColumns('a member number is too great');
    last = (last + addend) | 0;
    patchAt = reader.position < end ? (index + 1 + reader.varint()) | 0 : count;
  }
  if (bitsSeen >>> 24 !== 0) throw new CorruptColumns('a member number is too great');
  if (reader.position !== end) throw new CorruptColumns('a list does not fit');
}

/** Reads the packed list of `count` numbers that begins where the reader stands, adds `base` to each, as above. */
export function unpackIntegers(
  reader: ByteReader,
  count: number,
  base: number,
  numbers: Float64Array,
  start: number,
): void {
  const width = readWidth(reader);
  const patchBytes = reader.varint();
  const wideCount = countOfWideLoads(reader, width, count);
  const { view } = reader;
  const mask = (1 << width) - 1;
  let bit = reader.position * 8;
  reader.seek(endOfBits(reader, width, count));
  const end = reader.position + patchBytes;

  for (let index = 0; index < count; index += 1) {
    const isWide = index < wideCount;
    const low = isWide ? (view.getInt32(bit >>> 3, true) >>> (bit & 7)) & mask : narrowLoad(view, bit, width);
    numbers[start + index] = (low + base) | 0;
    bit += width;
  }
  for (let index = -1; reader.position < end; ) {
    index += reader.varint() + 1;
    const number = (numbers[start + index] as number) + reader.varint() * 2 ** width;
    if (index >= count || !Number.isSafeInteger(number)) throw new CorruptColumns('a list has a wrong number');
    numbers[start + index] = number;
  }
  if (reader.position !== end) throw new CorruptColumns('a list does not fit');
}

function readWidth(reader: ByteReader): number {
  const width = reader.byte();
  if (width > greatestWidth) throw new CorruptColumns('it has a list of too wide numbers');
  return width;
}

function endOfBits(reader: ByteReader, width: number, count: number): number {
  const end = reader.position + ((count * width + 7) >>> 3);
  if (end > reader.end) throw new CorruptColumns('it ends too early');
  return end;
}

/** How many of the numbers can be read by loads of 32 bits; near the end of the blob these would reach beyond it. */
function countOfWideLoads(reader: ByteReader, width: number, count: number): number {
  const bytesLeft = reader.end - reader.position;
  if (((count * width) >>> 3) + 4 <= bytesLeft) return count;
  return Math.max(0, Math.min(count, Math.ceil(((bytesLeft - 3) * 8) / width)));
}

function bestWidth(values: Float64Array, count: number): number {
  const countByLength = new Array<number>(54).fill(0);
  for (let index = 0; index < count; index += 1) {
    const length = bitLength(values[index] as number);
    countByLength[length] = (countByLength[length] as number) + 1;
  }
  let best = 0;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let width = 0; width <= greatestWidth; width += 1) {
    let cost = count * width;
    for (let length = width + 1; length < countByLength.length; length += 1) {
      const patchBits = patchPenaltyBits + 8 + 8 * Math.ceil((length - width) / 7);
      cost += (countByLength[length] as number) * patchBits;
    }
    if (cost < bestCost) {
      best = width;
      bestCost = cost;
    }
  }
  return best;
}

function bitLength(value: number): number {
  return value < 2 ** 31 ? 32 - Math.clz32(value) : 32 - Math.clz32(value / 2 ** 31) + 31;
}

function varintLength(value: number): number {
  return Math.max(1, Math.ceil(bitLength(value) / 7));
}

function narrowLoad(view: DataView, bit: number, width: number): number {
  let value = 0;
  for (let offset = 0; offset < width; offset += 1) {
    const byte = view.getUint8((bit + offset) >>> 3);
    value |= ((byte >>> ((bit + offset) & 7)) & 1) << offset;
  }
  return value;
}
