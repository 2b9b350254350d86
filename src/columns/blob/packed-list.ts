import { CorruptColumns } from '../../core/errors.ts';
import { ByteReader } from './byte-reader.ts';
import { countOfWideLoads, endOfBits, findPatch, narrowLoad, readWidth } from './packed-integers.ts';

/**
 * One packed list (see packed-integers.ts), for a loop that reads two of them at once. The loop itself loads the lowest
 * bits of the numbers before {@link wideCount}, and asks for those of the others and for the patches.
 *
 * @throws {CorruptColumns} from every method, when the list cannot be read.
 */
export class PackedList {
  readonly #reader: ByteReader;
  #width = 0;
  #firstBit = 0;
  #wideCount = 0;
  #patchAt = 0;
  #count = 0;
  #end = 0;

  constructor(blob: Uint8Array) {
    this.#reader = new ByteReader(blob);
  }

  /** Begins with the list of `count` numbers at a position. */
  open(position: number, count: number): void {
    const reader = this.#reader;
    reader.seek(position);
    this.#width = readWidth(reader);
    const patchBytes = reader.varint();
    this.#count = count;
    this.#wideCount = countOfWideLoads(reader, this.#width, count);
    this.#firstBit = reader.position * 8;
    const patches = endOfBits(reader, this.#width, count);
    this.#end = patches + patchBytes;
    if (this.#end > reader.end) throw new CorruptColumns('unexpected end');
    reader.seek(patches);
    this.#patchAt = findPatch(reader, this.#end, 0, count);
  }

  /** In bits, as stored. */
  get width(): number {
    return this.#width;
  }

  /** The bit at which the numbers begin, from the beginning of the blob. */
  get firstBit(): number {
    return this.#firstBit;
  }

  /** The numbers before this index can be read with 32-bit loads. */
  get wideCount(): number {
    return this.#wideCount;
  }

  /** The index of the next number with a patch; the length of the list if there is none. */
  get patchAt(): number {
    return this.#patchAt;
  }

  /** After the list, in bytes from the beginning of the blob. */
  get end(): number {
    return this.#end;
  }

  /** The number at an index. Indices must ascend; none may be beyond {@link patchAt}. */
  numberAt(index: number): number {
    const low = this.#lowAt(this.#firstBit + index * this.#width, index < this.#wideCount);
    if (index !== this.#patchAt) return low;
    const number = low + this.#reader.varint() * 2 ** this.#width;
    if (number >= Number.MAX_SAFE_INTEGER) throw new CorruptColumns('a list has an invalid patch');
    this.#patchAt = findPatch(this.#reader, this.#end, index + 1, this.#count);
    return number;
  }

  /** Checks that nothing is left after the last number. */
  close(): void {
    if (this.#reader.position !== this.#end) throw new CorruptColumns('the length of a list is wrong');
  }

  #lowAt(bit: number, isWide: boolean): number {
    const { view } = this.#reader;
    if (!isWide) return narrowLoad(view, bit, this.#width);
    return (view.getInt32(bit >>> 3, true) >>> (bit & 7)) & ((1 << this.#width) - 1);
  }
}
