import { Writable } from 'node:stream';

/**
 * Keeps a command running after its output is closed, such as by `head` or a closed terminal. The command completes its
 * work, and further output is dropped.
 */
export function outliveReaders(...outputs: readonly NodeJS.WritableStream[]): void {
  // A full disk behind `> file` is handled in the same way: work such as closing a month must not stop halfway.
  for (const output of outputs) output.on('error', () => {});
}

/**
 * The log's output: `first`, and when that can no longer be written, `second`, beginning with one sentence that says
 * so. No line that `first` refuses is lost. If both are closed, the log is dropped; a counting bot does not stop for
 * it.
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
  // Nothing waits for the write, because a line that waits at the end of the process would be lost.
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      write(String(chunk));
      done();
    },
  });
}

const lost = 'Standard output cannot be written any more: Census goes on counting, and its log goes on here.';
