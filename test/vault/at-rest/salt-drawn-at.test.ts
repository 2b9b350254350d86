import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { SaltFile, saltDrawnAtMs } from '../../../src/vault/at-rest/salt-file.ts';
import { seededBytes } from '../../seeded-bytes.ts';
import { march } from '../a-census.ts';

it('a salt was drawn when its file was last written, however often it has been read since', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-salt-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'salt');
  expect(saltDrawnAtMs(path)).toBeNull();
  const file = new SaltFile(path);
  await file.draw(march, seededBytes('salt'));
  const longAgoMs = Date.UTC(2026, 2, 1);
  utimesSync(path, longAgoMs / 1000, longAgoMs / 1000);
  file.read();
  expect(saltDrawnAtMs(path)).toBe(longAgoMs);
  await file.draw(march + 1, seededBytes('salt'));
  expect(saltDrawnAtMs(path)).toBeGreaterThan(longAgoMs);
});
