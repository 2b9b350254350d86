import { createHash } from 'node:crypto';
import { firstSnowflakeAt, type Snowflake } from '../../core/snowflake.ts';

const lowerHalf = 2 ** 21;

/** Makes unique ids. Ids of a later instant are greater, as are later ones of the same instant. */
export class Snowflakes {
  #latestMs = 0;
  #counter = 0;
  #pastCounter = 0;

  /**
   * A new id of an instant, in milliseconds since the Unix epoch, not before 2015. For an instant before one already
   * used, as after a clock was set back, the id is from the upper half of the instant's ids, so that it is unique.
   */
  next(atMs: number): Snowflake {
    const base = BigInt(firstSnowflakeAt(atMs));
    if (atMs < this.#latestMs) {
      this.#pastCounter = (this.#pastCounter + 1) % lowerHalf;
      return String(base + BigInt(lowerHalf + this.#pastCounter));
    }
    this.#counter = atMs === this.#latestMs ? this.#counter + 1 : 0;
    this.#latestMs = atMs;
    if (this.#counter >= lowerHalf) throw new RangeError('more ids in one millisecond than a snowflake can tell apart');
    return String(base + BigInt(this.#counter));
  }
}

/** Whether a text is a realistic Discord id: 17 to 19 digits that fit 63 bits. */
export function isSnowflake(text: string): boolean {
  return /^[1-9]\d{16,18}$/.test(text) && BigInt(text) < 2n ** 63n;
}

const namedFromMs = Date.UTC(2015, 1, 15);
const namedToMs = Date.UTC(2018, 0, 1);

/**
 * The id of something that has only a name, such as the author number in a CSV file. It is the same for the same kind
 * and name in every run, and dated before 2018, so that people and channels are older than what they do.
 */
export function snowflakeOfName(
  kind: 'guild' | 'channel' | 'role' | 'user' | 'emoji' | 'sticker',
  name: string,
): Snowflake {
  const digest = createHash('sha256').update(`${kind}\0${name}`).digest();
  const sinceMs = digest.readUIntBE(0, 6) % (namedToMs - namedFromMs);
  const sequence = digest.readUInt32BE(6) % 2 ** 22;
  return String(BigInt(firstSnowflakeAt(namedFromMs + sinceMs)) + BigInt(sequence));
}
