import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A world folder. Without a description, it has no `case.json`. */
export function writtenFolder(events: readonly object[], description?: object): string {
  const path = join(emptyFolder(), 'some-world');
  mkdirSync(path);
  writeFileSync(join(path, 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  if (description) writeFileSync(join(path, 'case.json'), JSON.stringify(description));
  return path;
}

/** A world file, alone in its folder. */
export function writtenFile(name: string, content: string | Uint8Array): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** An empty folder, which is removed when the test ends. */
export function emptyFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'census-world-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}
