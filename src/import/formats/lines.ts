/** A line of this many characters or more is no line of a CSV file. The rest of it is dropped. */
export const longestLine = 64 * 1024;

/** Splits a text that comes in chunks into lines. */
export class Lines {
  #rest = '';

  /** The lines that end in the next chunk, without their line ends. */
  next(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, longestLine);
    return lines.map(withoutReturn);
  }

  /** The last line, if it has no line end; else empty. */
  last(): string {
    const line = withoutReturn(this.#rest);
    this.#rest = '';
    return line;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
