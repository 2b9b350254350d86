import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SaltFile } from '../../../src/vault/at-rest/salt-file.ts';
import { seededBytes } from '../../seeded-bytes.ts';

describe('the salt file', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'census-salt-'));
    path = join(directory, 'salt');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps a salt with its month, for its owner only', async () => {
    expect(new SaltFile(path).read()).toBeNull();
    const drawn = await new SaltFile(path).draw(24_314, seededBytes('a'));
    const read = new SaltFile(path).read();
    expect(read?.month).toBe(24_314);
    expect(read?.key.equals(drawn.key)).toBe(true);
    expect(drawn.key.export()).toEqual(Buffer.from(seededBytes('a')(32)));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('draws a new salt in the same place on the disk', async () => {
    const file = new SaltFile(path);
    const first = await file.draw(1, seededBytes('a'));
    const { ino, size } = statSync(path);
    const second = await file.draw(2, seededBytes('b'));
    expect(second.key.equals(first.key)).toBe(false);
    expect(statSync(path)).toMatchObject({ ino, size });
    expect(readFileSync(path).includes(first.key.export())).toBe(false);
  });

  it('leaves only zeros when it is wiped, which may be repeated', async () => {
    const file = new SaltFile(path);
    await file.wipe(seededBytes('a'));
    await file.draw(1, seededBytes('a'));
    const { ino } = statSync(path);
    await file.wipe(seededBytes('b'));
    await file.wipe(seededBytes('c'));
    expect(readFileSync(path)).toEqual(Buffer.alloc(64));
    expect(statSync(path).ino).toBe(ino);
    expect(file.read()).toBeNull();
  });

  it.each([0, 31, 33, 50, 63])('does not accept a slot whose byte %i is wrong', async (at) => {
    const file = new SaltFile(path);
    await file.draw(1, seededBytes('a'));
    const slot = readFileSync(path);
    slot[at] = (slot[at] ?? 0) ^ 1;
    writeFileSync(path, slot);
    expect(file.read()).toBeNull();
  });

  it('does not accept half a slot', async () => {
    const file = new SaltFile(path);
    await file.draw(1, seededBytes('a'));
    writeFileSync(path, readFileSync(path).subarray(0, 40));
    expect(file.read()).toBeNull();
  });
});
