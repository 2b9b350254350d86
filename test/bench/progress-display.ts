/** Shows on the terminal how far a benchmark is; where there is none, only that it has begun. */
export class ProgressDisplay {
  readonly #output: NodeJS.WriteStream;
  #name = '';

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  begin(name: string): void {
    this.#name = name;
    this.#output.write(this.#output.isTTY ? `\r\x1b[K${name} …` : `${name} …\n`);
  }

  show(share: number, detail: string): void {
    if (!this.#output.isTTY) return;
    const percent = `${Math.round(share * 100)} %`.padStart(5);
    this.#output.write(`\r\x1b[K${this.#name} ${percent} ${detail}`.slice(0, this.#output.columns));
  }

  clear(): void {
    if (this.#output.isTTY) this.#output.write('\r\x1b[K');
  }
}
