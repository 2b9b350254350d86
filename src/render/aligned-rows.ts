/**
 * Rows of cells as lines of plain text for a code block: the first column to the left, all others to the right. Backticks,
 * which would end the block, become apostrophes.
 *
 * @param rows Of equally many cells.
 */
export function alignedRows(rows: readonly (readonly string[])[]): readonly string[] {
  const table = rows.map((cells) => cells.map(plain));
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => lengthOf(cells[column] ?? ''))));
  return table.map((cells) =>
    cells
      .map((cell, column) => aligned(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd(),
  );
}

function plain(cell: string): string {
  return cell.replaceAll('`', "'").replace(/[\r\n\t]/g, ' ');
}

function aligned(cell: string, width: number, column: number): string {
  const space = ' '.repeat(width - lengthOf(cell));
  return column === 0 ? cell + space : space + cell;
}

/** In characters, of which each is one column wide in most fonts. */
function lengthOf(cell: string): number {
  return Array.from(cell).length;
}
