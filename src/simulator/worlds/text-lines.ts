import { UserError } from '../../core/errors.ts';
import { DamagedGzip, inputText, Lines, longestLine } from '../../import/formats/input-text.ts';
import { complaintAt } from './written-event.ts';

/** Lines of one piece of a file, and the number of the first one, from 1. */
export interface NumberedLines {
  readonly firstNumber: number;
  readonly lines: readonly string[];
}

/**
 * Reads a text file, which may be gzipped, in pieces, without its byte order mark and line ends.
 *
 * @throws {UserError} for a file that cannot be read completely, and for a line that is too long.
 */
export async function* textLines(path: string): AsyncGenerator<NumberedLines> {
  const cut = new Lines();
  let firstNumber = 1;
  const numbered = (lines: readonly string[]): NumberedLines => {
    const tooLong = lines.findIndex((line) => line.length >= longestLine);
    if (tooLong >= 0) {
      throw complaintAt(path, firstNumber + tooLong)(`expected a line of less than ${longestLine} characters`);
    }
    const piece = { firstNumber, lines };
    firstNumber += lines.length;
    return piece;
  };
  try {
    for await (const text of inputText(path)) yield numbered(cut.next(text));
  } catch (cause) {
    if (!(cause instanceof DamagedGzip)) throw cause;
    throw new UserError(`Expected a whole gzip file; ${path} is damaged or cut short.`, { cause });
  }
  yield numbered([cut.last()]);
}
