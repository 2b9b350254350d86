import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzip } from '../../../src/render/files/gzip.ts';
import { gunzipElsewhere } from './naive-csv.ts';

/** Several megabytes of text in pieces of less than 100 kB, some of which repeat. */
const pieces = Array.from({ length: 100 }, (_, piece) => {
  return Buffer.from(
    Array.from({ length: 5000 }, (_line, line) => `${piece % 7},${(line * 7919) % 4999},line\r\n`).join(''),
  );
});

async function* textOf(parts: readonly Uint8Array[], onRead: (index: number) => void = () => {}) {
  for (const [index, part] of parts.entries()) {
    onRead(index);
    yield part;
  }
}

async function zipped(parts: readonly Uint8Array[]): Promise<Buffer> {
  return Buffer.concat(await Readable.from(gzip(textOf(parts))).toArray());
}

describe('text as a gzip file', () => {
  it('is the same text for other programs, over many blocks', async () => {
    const bytes = await zipped(pieces);
    const text = Buffer.concat(pieces);
    expect(gunzipElsewhere(bytes) === text.toString()).toBe(true);
    expect(gunzipSync(bytes).equals(text)).toBe(true);
    expect(bytes.length).toBeLessThan(text.length / 5);
  });

  it('is the same text however it is cut', async () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async (lengths) => {
        const text = Buffer.concat(pieces);
        let from = 0;
        const parts = lengths.map((length) => {
          from += length;
          return text.subarray(from - length, from);
        });
        expect(gunzipSync(await zipped(parts)).equals(text.subarray(0, from))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('reads a few blocks ahead, not the whole text', async () => {
    let read = 0;
    const stream = Readable.from(gzip(textOf([...pieces, ...pieces, ...pieces], (index) => (read = index))));
    for await (const chunk of stream) {
      if (chunk.length > 100) break;
    }
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(150);
  });

  it('ends its source when those who read it stop', async () => {
    let hasEnded = false;
    async function* source() {
      try {
        yield* textOf(pieces);
      } finally {
        hasEnded = true;
      }
    }
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) });
    await expect(pipeline(Readable.from(gzip(source())), full)).rejects.toThrow('the disk is full');
    expect(hasEnded).toBe(true);
  });

  it('fails when its source fails', async () => {
    async function* source() {
      yield* textOf(pieces);
      throw new Error('the counters are gone');
    }
    await expect(Readable.from(gzip(source())).toArray()).rejects.toThrow('the counters are gone');
  });
});
