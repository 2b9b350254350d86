import { Writable } from 'node:stream';

/**
 * Lets a command outlive those who read what it prints: `head` leaves after its lines, a terminal is closed. The command
 * does its work to the end, and what it still prints goes nowhere.
 */
export function outliveReaders(...outputs: readonly NodeJS.WritableStream[]): void {
  // A full disk behind `> file` is the same: work such as closing a month must not stop halfway for it.
  for (const output of outputs) output.on('error', () => {});
}

/**
 * The log's output: `first`, and once that cannot be written any more `second`, where one sentence says so. No line that
 * `first` refuses is lost. When both are gone the log goes nowhere; a bot that counts does not stop for it.
 */
export function outlivingLog(first: NodeJS.WritableStream, second: NodeJS.WritableStream): Writable {
  let output = first;
  const write = (chunk: string) => {
    const written = output;
    written.write(chunk, (error) => {
      if (!error || written === second) return;
      second.write(output === first ? `${lost}\n${chunk}` : chunk);
      output = second;
    });
  };
  // Nothing waits for the write: at the end of a process what is waiting would be lost.
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      write(String(chunk));
      done();
    },
  });
}

const lost = 'Standard output cannot be written any more: Census goes on counting, and its log goes on here.';
