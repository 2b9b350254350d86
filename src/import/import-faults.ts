/** So many are told one by one. */
const mostTold = 10;

/** What is wrong in the files: the first few are told at once, the others are counted. */
export class ImportFaults {
  readonly #tell: (text: string) => void;
  #count = 0;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  get count(): number {
    return this.#count;
  }

  /** `place` and `expected` hold nothing of what stands in the file. */
  add(fileName: string, place: string, expected: string): void {
    this.#count += 1;
    if (this.#count <= mostTold) this.#tell(`${fileName}, ${place}: ${expected}`);
  }

  /** Says how many more there were. */
  end(): void {
    if (this.#count > mostTold) this.#tell(`… and ${this.#count - mostTold} more like these`);
  }
}
