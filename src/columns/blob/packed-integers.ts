import { CorruptColumns } from '../../core/errors.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/*
 * A bit-packed list of integers: the lowest `width` bits of each number in sequence, and separately the upper bits of
 * the few numbers that need more ("patched frame of reference": Zukowski et al., Super-Scalar RAM-CPU Cache
 * Compression, 2006). The width is chosen for the smallest size. Reading takes one load, one shift and one mask per
 * number, whatever the width, without a branch that depends on the data.
 *
 *     width │ patch bytes │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░ │ skipped, upper │ skipped, upper │ …
 *     1 byte│ varint      │ count × width bits      │ varints: numbers in between, upper bits
 */

/** The greatest width that one unaligned 32-bit load always covers. */
const greatestWidth = 25;

/** The extra cost of a patch when the width is chosen, because reading one takes as long as reading several numbers. */
const patchPenaltyBits = 16;

/** Appends the first `count` of `values`, which are integers in [0, 2^53). */
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

/** Skips a packed list of `count` numbers. */
export function skipPacked(reader: ByteReader, count: number): void {
  const width = readWidth(reader);
  const patchBytes = reader.varint();
  reader.seek(endOfBits(reader, width, count) + patchBytes);
}

/**
 * Reads a packed list of `count` gaps and writes the ascending numbers that they separate into `numbers`, from index
 * `start`.
 *
 * @throws {CorruptColumns} when the list cannot be read, or a number reaches 2^24.
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

  // 32-bit arithmetic, because V8 takes twice as long with doubles. A number cannot overflow unnoticed, because a gap
  // has at most 25 bits.
  let last = -1;
  let bitsSeen = 0;
  let patchAt = findPatch(reader, end, 0, count);
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
    if (addend >= 2 ** 24) throw new CorruptColumns('a member number is out of range');
    last = (last + addend) | 0;
    patchAt = findPatch(reader, end, index + 1, count);
  }
  if (bitsSeen >>> 24 !== 0) throw new CorruptColumns('a member number is out of range');
  if (reader.position !== end) throw new CorruptColumns('the length of a list is wrong');
}

/**
 * Reads a packed list of `count` numbers, adds `base` to each, and writes them into `numbers`, from index `start`.
 *
 * @throws {CorruptColumns} when the list cannot be read.
 */
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
    if (index >= count || !Number.isSafeInteger(number)) throw new CorruptColumns('a list has an invalid patch');
    numbers[start + index] = number;
  }
  if (reader.position !== end) throw new CorruptColumns('the length of a list is wrong');
}

/** The index of the next number with a patch, from an index; `count` if there is none. `end` is that of the patches. */
export function findPatch(reader: ByteReader, end: number, from: number, count: number): number {
  if (reader.position >= end) return count;
  const index = from + reader.varint();
  if (index >= count) throw new CorruptColumns('a list has an invalid patch');
  return index | 0;
}

export function readWidth(reader: ByteReader): number {
  const width = reader.byte();
  if (width > greatestWidth) throw new CorruptColumns('the width of a list is out of range');
  return width;
}

export function endOfBits(reader: ByteReader, width: number, count: number): number {
  const end = reader.position + ((count * width + 7) >>> 3);
  if (end > reader.end) throw new CorruptColumns('unexpected end');
  return end;
}

/** How many of the numbers can be read with 32-bit loads without reaching beyond the end of the blob. */
export function countOfWideLoads(reader: ByteReader, width: number, count: number): number {
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

export function narrowLoad(view: DataView, bit: number, width: number): number {
  let value = 0;
  for (let offset = 0; offset < width; offset += 1) {
    const byte = view.getUint8((bit + offset) >>> 3);
    value |= ((byte >>> ((bit + offset) & 7)) & 1) << offset;
  }
  return value;
}
