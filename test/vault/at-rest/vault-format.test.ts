import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperatorError } from '../../../src/core/errors.ts';
import { RecordFile } from '../../../src/vault/at-rest/record-file.ts';
import { SaltFile } from '../../../src/vault/at-rest/salt-file.ts';
import type { FormatMigrations } from '../../../src/vault/at-rest/vault-format.ts';
import { seededBytes } from '../../seeded-bytes.ts';
import { newerFormat } from './newer-format.ts';

const hash = Buffer.alloc(16, 9);

describe('a file of the vault', () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'census-format-'));
    path = join(directory, 'identity.db');
    const file = await RecordFile.open(path, []);
    await file.begin({ month: 7, keyCheck: hash });
    await file.write(0, [{ kind: 'identity', batch: 1, value: 10, hash }]);
    await file.close();
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Each migration multiplies values up to a limit by ten, so it may run again. */
  function timesTen(greatest: number, afterwards = () => {}): FormatMigrations<RecordFile>[number] {
    return async (file) => {
      const found: [number, number][] = [];
      await file.read((record, place) => {
        if (record !== 'torn' && record.value <= greatest) found.push([place, record.value]);
      });
      for (const [place, value] of found)
        await file.write(place, [{ kind: 'identity', batch: 1, value: value * 10, hash }]);
      afterwards();
    };
  }

  async function values(migrations: FormatMigrations<RecordFile>): Promise<number[]> {
    const file = await RecordFile.open(path, migrations);
    const found: number[] = [];
    try {
      await file.read((record) => void found.push(record === 'torn' ? -1 : record.value));
      expect(file.header).toEqual({ month: 7, keyCheck: hash });
    } finally {
      await file.close();
    }
    return found;
  }

  it('is migrated from each format to the next, once', async () => {
    const migrations = [timesTen(10), timesTen(100)];
    expect(await values(migrations.slice(0, 1))).toEqual([100]);
    expect(await values(migrations)).toEqual([1000]);
    expect(await values(migrations)).toEqual([1000]);
  });

  it('is also migrated after a crash half-way', async () => {
    const crash = () => {
      throw new Error('killed');
    };
    await expect(values([timesTen(10, crash)])).rejects.toThrow('killed');
    await expect(values([timesTen(10), timesTen(100, crash)])).rejects.toThrow('killed');
    expect(await values([timesTen(10), timesTen(100)])).toEqual([1000]);
  });

  it('keeps its place on the disk', async () => {
    const { length } = readFileSync(path);
    await values([timesTen(10)]);
    expect(readFileSync(path)).toHaveLength(length);
  });

  it('of an unknown format is refused with one sentence, and not changed', async () => {
    writeFileSync(path, newerFormat(readFileSync(path)));
    const before = readFileSync(path);
    const refusal = values([]);
    await expect(refusal).rejects.toBeInstanceOf(OperatorError);
    await expect(refusal).rejects.toThrow(
      /^vault\/identity\.db has format 2, and this Census reads format 1 only: install the Census that wrote it\.$/,
    );
    expect(readFileSync(path)).toEqual(before);
  });
});

describe('a salt', () => {
  it.each([0, 2])('of format %i is refused with one sentence, and not changed', async (format) => {
    const directory = mkdtempSync(join(tmpdir(), 'census-format-'));
    const path = join(directory, 'salt');
    await new SaltFile(path).draw(7, seededBytes('a'));
    const slot = readFileSync(path);
    slot.writeUInt32BE(format, 36);
    slot.set(createHash('sha256').update(slot.subarray(0, 48)).digest().subarray(0, 16), 48);
    writeFileSync(path, slot);
    const sentence = `vault/salt has format ${format}, and this Census reads format 1 only: install the Census that wrote it.`;
    expect(() => new SaltFile(path).read()).toThrow(sentence);
    expect(readFileSync(path)).toEqual(slot);
    rmSync(directory, { recursive: true });
  });
});
