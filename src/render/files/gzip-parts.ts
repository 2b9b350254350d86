import { constants, crc32, deflateRawSync } from 'node:zlib';
import { DeflateBlocks } from './deflate-blocks.ts';
import { gzipHead, gzipTail, gzipTailBytes } from './gzip.ts';

/**
 * Packs text into gzip files that are each no longer than a limit, cut only between sections. Each file begins with the
 * same header and is complete.
 *
 * A section's length is known only after compression, and then it may belong in the next file. So each section is
 * compressed on its own and ends on a byte boundary without closing the stream, and a file is assembled from finished
 * sections, as RFC 1951 and 1952 allow:
 *
 *     gzip head │ header │ section │ section │ … │ closing block │ CRC-32 and length of the text
 */
export class GzipParts {
  readonly #limitBytes: number;
  readonly #header: Buffer;
  readonly #parts: Part[] = [];
  #section: Section | null = null;

  constructor(header: string, limitBytes: number) {
    this.#header = Buffer.from(header);
    this.#limitBytes = limitBytes;
    this.#parts.push(this.#newPart());
  }

  /** The number of files so far. */
  get count(): number {
    return this.#parts.length;
  }

  /** Appends text to the open section, or opens one. */
  async write(text: Uint8Array): Promise<void> {
    this.#section ??= new Section(this.#lastPart.crc, this.#newPart().crc);
    await this.#section.write(text);
  }

  /** Ends the open section. Returns false, and drops the section, if it alone is too long for a file. */
  async endSection(): Promise<boolean> {
    const section = this.#section;
    if (section === null) return true;
    this.#section = null;
    await section.end();
    if (this.#lastPart.fits(section, this.#limitBytes)) {
      this.#lastPart.append(section, section.crcAfterOthers);
      return true;
    }
    const part = this.#newPart();
    if (!part.fits(section, this.#limitBytes)) return false;
    part.append(section, section.crcAlone);
    this.#parts.push(part);
    return true;
  }

  /** The files. The last section must have ended. */
  files(): Uint8Array[] {
    return this.#parts.map((part) => part.file());
  }

  get #lastPart(): Part {
    return this.#parts[this.#parts.length - 1] as Part;
  }

  #newPart(): Part {
    return new Part(this.#header);
  }
}

/** An unfinished file. */
class Part {
  crc: number;
  #textBytes: number;
  #chunks: Buffer[];
  #length: number;

  constructor(header: Buffer) {
    this.crc = crc32(header);
    this.#textBytes = header.length;
    this.#chunks = [gzipHead, deflateRawSync(header, { finishFlush: constants.Z_SYNC_FLUSH })];
    this.#length = this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  fits(section: Section, limitBytes: number): boolean {
    return this.#length + section.length + gzipTailBytes <= limitBytes;
  }

  append(section: Section, crc: number): void {
    this.#chunks = this.#chunks.concat(section.chunks);
    this.#length += section.length;
    this.#textBytes += section.textBytes;
    this.crc = crc;
  }

  file(): Uint8Array {
    return Buffer.concat([...this.#chunks, gzipTail(this.crc, this.#textBytes)]);
  }
}

/** Text that stays in one file, compressed by itself. */
class Section {
  readonly chunks: Buffer[] = [];
  length = 0;
  textBytes = 0;
  /** The CRC-32 of the file if the section is appended to the current one, and if it comes first after the header. */
  crcAfterOthers: number;
  crcAlone: number;
  readonly #deflate: DeflateBlocks;

  constructor(crcOfOthers: number, crcOfHeader: number) {
    this.crcAfterOthers = crcOfOthers;
    this.crcAlone = crcOfHeader;
    this.#deflate = new DeflateBlocks((block) => {
      this.chunks.push(block);
      this.length += block.length;
    });
  }

  async write(text: Uint8Array): Promise<void> {
    this.crcAfterOthers = crc32(text, this.crcAfterOthers);
    this.crcAlone = crc32(text, this.crcAlone);
    this.textBytes += text.length;
    await this.#deflate.write(text);
  }

  async end(): Promise<void> {
    await this.#deflate.end();
  }
}
