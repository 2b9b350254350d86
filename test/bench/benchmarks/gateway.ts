import { join } from 'node:path';
import { type Bench, type Benchmark, type Outcome, ratioAtMost } from '../benchmark.ts';
import { countedMessages } from '../fixtures/counted-messages.ts';
import { interleaved } from '../measuring/interleaved.ts';
import { median } from '../measuring/median.ts';
import type { ClientAnswer, ClientName, ClientQuestion } from '../processes/gateway-client.ts';
import type { SenderAnswer, SenderQuestion } from '../processes/message-sender.ts';
import { OtherProcess } from '../processes/other-process.ts';

/** What it costs to count a message, from the socket to the disk. */
export const gateway: Benchmark = {
  name: 'gateway',
  summary: 'CPU per MESSAGE_CREATE, from the socket to the committed counter, against clients that only read',

  async run(bench) {
    const size = bench.isQuick ? quickSize : wholeSize;
    const sender = new OtherProcess<SenderQuestion, SenderAnswer>('./message-sender.js');
    try {
      const prepare = size.warmUp + size.measured;
      await sender.ask({ kind: 'start', seed: bench.seed, authors: 2_000, channels: 40, prepare });
      return await compare(bench, size, sender);
    } finally {
      await sender.end();
    }
  },
};

interface Size {
  readonly rounds: number;
  /** Messages that each client reads before it is measured, so that its code is compiled and its caches are full. */
  readonly warmUp: number;
  readonly measured: number;
}

const wholeSize: Size = { rounds: 5, warmUp: 50_000, measured: 300_000 };
const quickSize: Size = { rounds: 2, warmUp: 20_000, measured: 60_000 };

type Sender = OtherProcess<SenderQuestion, SenderAnswer>;

async function compare(bench: Bench, size: Size, sender: Sender): Promise<Outcome[]> {
  let runs = 0;
  const client = (name: ClientName) => async () => {
    runs += 1;
    return microsecondsPerMessage(name, join(bench.directory, `run-${runs}`), size, sender);
  };
  const results = await interleaved(
    {
      census: client('census'),
      bare: client('bare'),
      '@discordjs/ws': client('@discordjs/ws'),
      'discord.js': client('discord.js'),
    },
    { rounds: size.rounds, onRound: (share) => bench.progress(share, 'reading the gateway') },
  );
  const [census, bare] = [median(results.census), median(results.bare)];
  const library = median(results['@discordjs/ws']);
  bench.note(
    `of that, @discordjs/ws alone, which Census stands on, takes ${library.toFixed(2)} µs: ` +
      `${(library / bare).toFixed(2)} × the bare client`,
  );
  const what = `CPU per message, ${size.measured / 1000} k messages`;
  return [
    ratioAtMost(`${what}, against a bare client that parses`, 'µs', census, bare, 1.4),
    ratioAtMost(`${what}, against discord.js's Client`, 'µs', census, median(results['discord.js']), 0.35),
  ];
}

async function microsecondsPerMessage(
  name: ClientName,
  directory: string,
  { warmUp, measured }: Size,
  sender: Sender,
): Promise<number> {
  const client = new OtherProcess<ClientQuestion, ClientAnswer>('./gateway-client.js');
  try {
    const { apiUrl, nowMs } = await sender.ask({ kind: 'rewind' });
    await client.ask({ kind: 'connect', name, apiUrl, directory, nowMs });
    const warm = await sender.ask({ kind: 'send', count: warmUp, perSecond: null });
    await client.ask({ kind: 'measure', sequence: warm.sentSequence });
    const { sentSequence } = await sender.ask({ kind: 'send', count: measured, perSecond: null });
    const { cpuMs } = await client.ask({ kind: 'finish', sequence: sentSequence });
    if (name === 'census') await requireAllCounted(directory, warmUp + measured);
    return (cpuMs * 1000) / measured;
  } finally {
    await client.end();
  }
}

async function requireAllCounted(directory: string, sent: number): Promise<void> {
  const counted = await countedMessages(directory);
  if (counted !== sent) throw new Error(`of ${sent} messages ${counted} were counted`);
}
