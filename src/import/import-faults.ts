/** How many are reported one by one. */
const mostTold = 10;

/** The faults in the files. The first few are reported at once, the others are counted. */
export class ImportFaults {
  readonly #tell: (text: string) => void;
  #count = 0;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  get count(): number {
    return this.#count;
  }

  /** `place` and `expected` have nothing of the file's content. */
  add(fileName: string, place: string, expected: string): void {
    this.#count += 1;
    if (this.#count <= mostTold) this.#tell(`${fileName}, ${place}: ${expected}`);
  }

  /** Reports how many more there were. */
  end(): void {
    if (this.#count > mostTold) this.#tell(`… and ${this.#count - mostTold} more like these`);
  }
}
