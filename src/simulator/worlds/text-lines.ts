import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../core/errors.ts';

/** Lines of one piece of a file, and the number of the first of them, counted from 1. */
export interface Lines {
  readonly firstNumber: number;
  readonly lines: readonly string[];
}

/** In characters. A longer line is not part of a world, and would fill the memory before its end is seen. */
export const longestLine = 2 ** 20;

/**
 * Reads a text file, which may be gzipped, piece by piece, without byte order mark and line ends. Throws a UserError
 * for a file that is not there or not whole.
 */
export async function* textLines(path: string): AsyncGenerator<Lines> {
  let firstNumber = 1;
  let rest = '';
  try {
    for await (const chunk of textOf(path)) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) throw tooLong(path, firstNumber + lines.length);
      yield { firstNumber, lines: lines.map((line, index) => cleaned(line, firstNumber + index)) };
      firstNumber += lines.length;
    }
  } catch (cause) {
    throw readError(path, cause);
  }
  if (rest !== '') yield { firstNumber, lines: [cleaned(rest, firstNumber)] };
}

export function tooLong(path: string, lineNumber: number): UserError {
  return new UserError(`${path}, line ${lineNumber}: expected a line of at most ${longestLine} characters.`);
}

function textOf(path: string): AsyncIterable<string> {
  const file = createReadStream(path);
  // An error of either comes out of the stream that is read.
  const stream = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
  return stream.setEncoding('utf8') as AsyncIterable<string>;
}

function cleaned(line: string, number: number): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return number === 1 ? text.replace(/^\uFEFF/, '') : text;
}

/** What the system or zlib refuse is the fault of who named the file; all else is ours. */
function readError(path: string, cause: unknown): unknown {
  if (cause instanceof UserError) return cause;
  const code = String((cause as { code?: unknown } | null)?.code ?? '');
  if (code === 'ENOENT') return new UserError(`Expected a world at ${path}; there is no such file.`, { cause });
  if (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new UserError(`Expected a whole gzip file; ${path} is damaged or cut short.`, { cause });
  }
  if (/^E[A-Z]+$/.test(code))
    return new UserError(`Expected a file that can be read; ${path} gave ${code}.`, { cause });
  return cause;
}
