import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bench } from './benchmark.ts';
import { type GeneratedHour, generatedMonth, type MonthSize } from './generated-month.ts';
import { countersInWords } from './month-sizes.ts';

/**
 * The counters of the month that `bench.month(size)` has, as a file that every database can load: one line each with
 * hour, event (0 of messages, 1 of voice), channel, member and amount, which of voice is in milliseconds; without a header,
 * and in the order in which the month counts them.
 */
export async function monthAsCsv(bench: Bench, size: Omit<MonthSize, 'seed'>): Promise<string> {
  const { counters, members, channels } = size;
  const directory = await bench.shared(`csv-${counters}-${members}-${channels}`, async (made) => {
    await pipeline(Readable.from(texts(bench, size)), createWriteStream(join(made, fileName)));
  });
  return join(directory, fileName);
}

const fileName = 'counters.csv';

function* texts(bench: Bench, size: Omit<MonthSize, 'seed'>): Generator<string> {
  let written = 0;
  for (const hour of generatedMonth({ seed: bench.seed, ...size })) {
    yield linesOf(hour);
    written += hour.length;
    bench.progress(written / size.counters, `writing ${countersInWords(size)} as CSV`);
  }
}

function linesOf({ hour, length, isVoice, channels, members, amounts }: GeneratedHour): string {
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text += `${hour},${isVoice[index]},${channels[index]},${members[index]},${amounts[index]}\n`;
  }
  return text;
}
