/** A line of so many characters or more is no line of a CSV file; what is beyond is thrown away. */
export const longestLine = 64 * 1024;

/** Cuts a text that comes in parts into its lines. */
export class Lines {
  #rest = '';

  /** The lines that end in the next part of the text, without their ends. */
  next(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, longestLine);
    return lines.map(withoutReturn);
  }

  /** The last line, where it has no end; empty where there is none. */
  last(): string {
    const line = withoutReturn(this.#rest);
    this.#rest = '';
    return line;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
