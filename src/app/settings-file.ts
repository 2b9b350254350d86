import { lstatSync, readFileSync } from 'node:fs';
import { UserError } from '../core/errors.ts';

/**
 * Returns the text of a settings file, without a byte order mark; null if there is no such file. Errors call the file
 * `name`, because a path that came from a setting may be a secret that was put in the wrong place.
 *
 * @throws {UserError} that says what is wrong with the file and what to do. It shows nothing of the contents.
 */
export function readSettingsFile(path: string, name: string = path): string | null {
  const bytes = bytesOf(path, name);
  if (bytes === null) return null;
  if (isUtf16(bytes)) throw new UserError(`${name}: expected UTF-8, but this is UTF-16. ${saveAgain}`);
  try {
    return utf8.decode(bytes); // The decoder omits a byte order mark.
  } catch (cause) {
    throw new UserError(`${name}: expected UTF-8, but this is another encoding or not text. ${saveAgain}`, { cause });
  }
}

const saveAgain = 'Save it again as UTF-8 (in PowerShell: Set-Content -Encoding utf8).';

const utf8 = new TextDecoder('utf-8', { fatal: true });

function bytesOf(path: string, name: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
    throw new UserError(`${name}: ${sentences[code] ?? `expected a file that can be read (${code})`}.`, { cause });
  }
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'this symbolic link leads nowhere; put the file where it points, or remove the link',
  EISDIR:
    'expected a file, but this is a folder. Docker creates one for a missing file: remove it, then put the file there',
  EACCES: 'the user that runs Census may not read it; change its owner or mode',
  EPERM: 'the user that runs Census may not read it; change its owner or mode',
  ENOTDIR: 'a part of the path is a file, but a folder was expected',
};

/** Recognizes either byte order mark or, without one, a zero in one of the first two bytes. */
function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') return true;
  return bytes.length >= 2 && (bytes[0] === 0) !== (bytes[1] === 0);
}
