/**
 * Which characters a TrueType font has, and how wide they are. It reads three tables of the file (OpenType 1.9: `cmap`
 * in format 12, `hhea`, `hmtx`), and knows no kerning: a text is at most as wide as the sum of its characters, or a
 * hair wider.
 */
export class Typeface {
  readonly #glyphs: ReadonlyMap<number, number>;
  readonly #advances: readonly number[];

  /** @throws {Error} Not such a font. */
  constructor(file: Uint8Array) {
    const tables = tablesOf(new DataView(file.buffer, file.byteOffset, file.byteLength));
    this.#glyphs = glyphsOf(table(tables, 'cmap'));
    this.#advances = advancesOf(tables);
  }

  /** @param codePoint Of Unicode. */
  has(codePoint: number): boolean {
    return this.#glyphs.has(codePoint);
  }

  /** The width of a character, as a share of the font's size. One that the font lacks has none. */
  advance(codePoint: number): number {
    const glyph = this.#glyphs.get(codePoint);
    if (glyph === undefined) return 0;
    return this.#advances[Math.min(glyph, this.#advances.length - 1)] ?? 0;
  }
}

type Tables = ReadonlyMap<string, DataView>;

function tablesOf(file: DataView): Tables {
  const tables = new Map<string, DataView>();
  for (let index = 0; index < file.getUint16(4); index += 1) {
    const at = 12 + 16 * index;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => file.getUint8(at + byte)));
    tables.set(tag, new DataView(file.buffer, file.byteOffset + file.getUint32(at + 8), file.getUint32(at + 12)));
  }
  return tables;
}

function table(tables: Tables, tag: string): DataView {
  const found = tables.get(tag);
  if (found === undefined) throw new Error(`a font without the table ${tag}`);
  return found;
}

/** Glyphs by character. */
function glyphsOf(cmap: DataView): ReadonlyMap<number, number> {
  const offsets = Array.from({ length: cmap.getUint16(2) }, (_, index) => cmap.getUint32(8 + 8 * index));
  const groups = offsets.find((offset) => cmap.getUint16(offset) === 12);
  if (groups === undefined) throw new Error('a font without a cmap in format 12');
  const glyphs = new Map<number, number>();
  for (let index = 0; index < cmap.getUint32(groups + 12); index += 1) {
    const at = groups + 16 + 12 * index;
    const [first, last, glyph] = [cmap.getUint32(at), cmap.getUint32(at + 4), cmap.getUint32(at + 8)];
    for (let character = first; character <= last; character += 1) glyphs.set(character, glyph + character - first);
  }
  return glyphs;
}

/** The last one counts for all glyphs after it. */
function advancesOf(tables: Tables): readonly number[] {
  const perEm = table(tables, 'head').getUint16(18);
  const hmtx = table(tables, 'hmtx');
  return Array.from({ length: table(tables, 'hhea').getUint16(34) }, (_, glyph) => hmtx.getUint16(4 * glyph) / perEm);
}
