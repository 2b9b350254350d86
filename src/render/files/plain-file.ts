import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ExportFile } from './exporter.ts';

/** Longer files are slow to open on a phone. */
const mostPlainBytes = 1_000_000;

/** A gzip CSV file as plain CSV; null if that is longer than a megabyte, or than `limitBytes`. */
export async function plainFile({ name, bytes }: ExportFile, limitBytes: number): Promise<ExportFile | null> {
  const maxOutputLength = Math.min(mostPlainBytes, limitBytes);
  try {
    const plain = await promisify(gunzip)(bytes, { maxOutputLength });
    return { name: name.replace(/\.gz$/, ''), bytes: plain, contentType: 'text/csv' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}
