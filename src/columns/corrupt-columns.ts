/** A column blob that `encodeColumns` cannot have made. The message says where it breaks off, never what it holds. */
export class CorruptColumns extends Error {
  override readonly name = 'CorruptColumns';

  constructor(what: string) {
    super(`the column blob is corrupt: ${what}`);
  }
}
