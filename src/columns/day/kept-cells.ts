/** A number in a table whose sums by row and by column are known to everyone. */
export interface Cell {
  readonly row: string | number;
  readonly column: string | number;
  /** The people in it, above 0. */
  readonly people: number;
}

/**
 * Chooses the cells that may be kept, so that no sum of kept cells and known totals gives away one of fewer than `least`
 * people.
 *
 * Small cells are withheld. Where a row or column holds both small cells and others, its total less its kept cells would
 * be the small ones, and several such rows and columns can be played off against each other. So some large cells are
 * withheld, too: as few as tie all of these rows and columns together into one tree. A sum of some rows less some columns
 * either contains all of them, and then nothing that is kept, or it cuts the tree, and then it contains a large cell.
 *
 * Rows and columns of small cells alone are not tied: nothing of them is kept, so their totals stand for themselves.
 */
export function keptCells(cells: readonly Cell[], least: number): ReadonlySet<Cell> {
  const large = cells.filter(({ people }) => people >= least);
  const mixed = mixedLines(cells, least);
  const kept = new Set(large);
  if (mixed.size === 0) return kept;
  const inOrder = [...large].sort((a, b) => mixedIn(b, mixed) - mixedIn(a, mixed) || a.people - b.people);
  const { edges, groupOf } = spanningForest(inOrder);
  const [tied = [], ...others] = groupsWith(mixed, inOrder, groupOf);
  const group = new Set(tied);
  const tree = edges.filter((cell) => group.has(cell));
  const ties = withoutEnds(tree, mixed);
  // A single line has no tree. Its smallest large cell is the first of its group.
  for (const cell of ties.length > 0 ? ties : tied.slice(0, 1)) kept.delete(cell);
  // What no tree can tie is withheld whole.
  for (const cell of others.flat()) kept.delete(cell);
  return kept;
}

function linesOf({ row, column }: Cell): readonly [string, string] {
  return [`row ${row}`, `column ${column}`];
}

/** The rows and columns with small and with large cells. */
function mixedLines(cells: readonly Cell[], least: number): ReadonlySet<string> {
  const [small, large] = [new Set<string>(), new Set<string>()];
  for (const cell of cells) for (const line of linesOf(cell)) (cell.people < least ? small : large).add(line);
  return new Set([...small].filter((line) => large.has(line)));
}

function mixedIn(cell: Cell, mixed: ReadonlySet<string>): number {
  return linesOf(cell).filter((line) => mixed.has(line)).length;
}

/** A tree for each group of lines that cells connect, of the first cells that connect them; and the group of a line. */
function spanningForest(cells: readonly Cell[]) {
  const parents = new Map<string, string>();
  const rootOf = (line: string): string => {
    let root = line;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    for (let at = line; at !== root; ) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  const edges = cells.filter((cell) => {
    const [row, column] = linesOf(cell).map(rootOf) as [string, string];
    if (row !== column) parents.set(row, column);
    return row !== column;
  });
  return { edges, groupOf: rootOf };
}

/** The cells of each group with a mixed line, the largest group first. */
function groupsWith(
  mixed: ReadonlySet<string>,
  cells: readonly Cell[],
  groupOf: (line: string) => string,
): readonly (readonly Cell[])[] {
  const groups = new Map<string, Cell[]>(Array.from(mixed, (line) => [groupOf(line), []]));
  for (const cell of cells) groups.get(groupOf(linesOf(cell)[0]))?.push(cell);
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/** A tree less the branches that lead to no mixed line. */
function withoutEnds(tree: readonly Cell[], mixed: ReadonlySet<string>): readonly Cell[] {
  const edgesOf = new Map<string, Set<Cell>>();
  for (const cell of tree) {
    for (const line of linesOf(cell)) edgesOf.set(line, (edgesOf.get(line) ?? new Set()).add(cell));
  }
  const left = new Set(tree);
  const ends = [...edgesOf.keys()];
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    const edges = edgesOf.get(end);
    const [edge] = edges ?? [];
    if (mixed.has(end) || edges?.size !== 1 || edge === undefined) continue;
    left.delete(edge);
    for (const line of linesOf(edge)) {
      edgesOf.get(line)?.delete(edge);
      if (line !== end) ends.push(line);
    }
  }
  return [...left];
}
