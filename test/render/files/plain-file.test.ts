import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { plainFile } from '../../../src/render/files/plain-file.ts';

const gzipped = (text: string) =>
  ({ name: 'numbers.csv.gz', bytes: gzipSync(text), contentType: 'application/gzip' }) as const;

it('a gzip file of up to a megabyte becomes a plain one', async () => {
  const plain = await plainFile(gzipped('a,b\r\n'), 10_000_000);
  expect(plain).toMatchObject({ name: 'numbers.csv', contentType: 'text/csv' });
  expect(Buffer.from(plain?.bytes ?? []).toString()).toBe('a,b\r\n');
  expect((await plainFile(gzipped('x'.repeat(1_000_000)), 10_000_000))?.bytes).toHaveLength(1_000_000);
});

it('a longer one, or one that may not be sent, does not', async () => {
  expect(await plainFile(gzipped('x'.repeat(1_000_001)), 10_000_000)).toBe(null);
  expect(await plainFile(gzipped('x'.repeat(1_001)), 1_000)).toBe(null);
  expect(await plainFile(gzipped('x'.repeat(200_000_000)), 10_000_000)).toBe(null);
});

it('a file that is no gzip is a fault', async () => {
  await expect(plainFile({ ...gzipped(''), bytes: Buffer.from('no gzip') }, 1_000)).rejects.toThrow('header');
});
