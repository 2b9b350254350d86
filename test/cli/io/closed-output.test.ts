import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { outliveReaders, outlivingLog } from '../../../src/cli/io/closed-output.ts';

const lost = 'Standard output cannot be written any more: Census goes on counting, and its log goes on here.';

/** An output that accepts `takes` texts, and then refuses like a closed pipe: a turn later. */
function anOutput(takes: number) {
  const written: string[] = [];
  const output = new Writable({
    decodeStrings: false,
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      if (written.length >= takes) {
        setImmediate(done, Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
        return;
      }
      written.push(String(chunk));
      done();
    },
  });
  outliveReaders(output);
  return { output, written };
}

describe('the log', () => {
  it('continues at the second output with every line that the first refused, including those written at once', async () => {
    const [first, second] = [anOutput(1), anOutput(Number.POSITIVE_INFINITY)];
    const log = outlivingLog(first.output, second.output);
    for (const line of ['1\n', '2\n', '3\n']) log.write(line);
    await nextTurn();
    await nextTurn();
    log.write('4\n');
    await nextTurn();
    expect(first.written).toEqual(['1\n']);
    expect(second.written.join('')).toBe(`${lost}\n2\n3\n4\n`);
  });

  it('is dropped if both refuse, and ends nothing', async () => {
    const [first, second] = [anOutput(0), anOutput(0)];
    const log = outlivingLog(first.output, second.output);
    for (const line of ['1\n', '2\n']) log.write(line);
    await nextTurn();
    await nextTurn();
    expect(log.write('3\n')).toBe(true);
    expect(second.written).toEqual([]);
  });
});
