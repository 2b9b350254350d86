/**
 * Builds export lines with a common beginning byte by byte. Building and encoding a string per line took three times as
 * long.
 */
export class LineBuffer {
  #prefix = new Uint8Array(0);
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** Sets the prefix of all following lines. */
  begin(prefix: string): void {
    this.#prefix = encoder.encode(prefix);
  }

  /** Appends the prefix, the token as eight hex digits, `,cell,`, the count and CRLF. */
  add(token: number, cell: Uint8Array, count: number): void {
    this.#reserve(this.#prefix.length + cell.length + longestNumbers);
    const bytes = this.#bytes;
    let end = copy(this.#prefix, bytes, this.#length);
    for (let shift = 24; shift >= 0; shift -= 8) {
      const pair = ((token >>> shift) & 255) * 2;
      bytes[end++] = hexPairs[pair] as number;
      bytes[end++] = hexPairs[pair + 1] as number;
    }
    bytes[end++] = comma;
    end = copy(cell, bytes, end);
    bytes[end++] = comma;
    if (count < 10) bytes[end++] = zero + count;
    else if (count < 100) {
      bytes[end++] = zero + ((count / 10) | 0);
      bytes[end++] = zero + (count % 10);
    } else end = copyDigits(String(count), bytes, end);
    bytes[end++] = carriageReturn;
    bytes[end++] = lineFeed;
    this.#length = end;
  }

  /** Returns the appended bytes and empties the buffer. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const bytes = new Uint8Array((this.#length + more) * 2);
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}

/** Returns the end of the copy. For so few bytes, a loop is faster than `set`. */
function copy(from: Uint8Array, to: Uint8Array, start: number): number {
  for (let index = 0; index < from.length; index += 1) to[start + index] = from[index] as number;
  return start + from.length;
}

function copyDigits(from: string, to: Uint8Array, start: number): number {
  for (let index = 0; index < from.length; index += 1) to[start + index] = from.charCodeAt(index);
  return start + from.length;
}

const encoder = new TextEncoder();

/** The two hex digits of each byte. */
const hexPairs = encoder.encode(Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join(''));

const [comma, zero, carriageReturn, lineFeed] = [0x2c, 0x30, 0x0d, 0x0a];

/** Eight digits of token, two commas, CRLF, and the longest integer that a double holds exactly. */
const longestNumbers = 8 + 2 + 2 + 16;
