import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { atMost, type Bench, type Benchmark, type Outcome } from '../benchmark.ts';
import { countedMessages, openCommitted } from '../fixtures/counted-messages.ts';
import { median } from '../measuring/median.ts';
import type { ClientAnswer, ClientQuestion } from '../processes/gateway-client.ts';
import type { SenderAnswer, SenderQuestion } from '../processes/message-sender.ts';
import { OtherProcess } from '../processes/other-process.ts';

/** Whether a busy server can be counted for as long as one likes. */
export const steadyState: Benchmark = {
  name: 'steady-state',
  summary: '1,000 messages a second in one server for ten minutes: memory stays, and nothing piles up',

  async run(bench) {
    const seconds = bench.isQuick ? 12 : 600;
    const sender = new OtherProcess<SenderQuestion, SenderAnswer>('./message-sender.js');
    const bot = new OtherProcess<ClientQuestion, ClientAnswer>('./gateway-client.js');
    const directory = join(bench.directory, 'bot');
    try {
      await sender.ask({ kind: 'start', seed: bench.seed, authors: 5_000, channels: 60, prepare: 0 });
      const { apiUrl, nowMs, sentSequence: none } = await sender.ask({ kind: 'rewind' });
      await bot.ask({ kind: 'connect', name: 'census', apiUrl, directory, nowMs });
      await bot.ask({ kind: 'measure', sequence: none });
      const count = seconds * perSecond;
      const sent = sender.ask({ kind: 'send', count, perSecond });
      const samples = await sampled(bench, seconds, directory, sender, bot);
      const { sentSequence } = await sent;
      const { cpuMs } = await bot.ask({ kind: 'finish', sequence: sentSequence });
      const counted = await countedMessages(directory);
      if (counted !== count) throw new Error(`of ${count} messages ${counted} were counted`);
      bench.note(`all ${count} messages were counted, with ${((cpuMs / 1000 / seconds) * 100).toFixed(1)} % of a core`);
      return outcomes(bench, seconds, samples);
    } finally {
      await sender.end();
      await bot.end();
    }
  },
};

const perSecond = 1_000;

/** What can be unwritten at most: what comes between two flushes, and while one is written. */
const behindLimit = perSecond * (10 + 1);

interface Sample {
  readonly atSeconds: number;
  readonly residentMb: number;
  /** Messages that were sent, and are not committed yet. */
  readonly behind: number;
}

async function sampled(
  bench: Bench,
  seconds: number,
  directory: string,
  sender: OtherProcess<SenderQuestion, SenderAnswer>,
  bot: OtherProcess<ClientQuestion, ClientAnswer>,
): Promise<readonly Sample[]> {
  const store = openCommitted(directory);
  const everySeconds = bench.isQuick ? 1 : 5;
  const beganMs = performance.now();
  const samples: Sample[] = [];
  for (let atSeconds = everySeconds; atSeconds <= seconds; atSeconds += everySeconds) {
    await delay(beganMs + atSeconds * 1000 - performance.now());
    const { residentMb } = await bot.ask({ kind: 'look' });
    const { sentSequence } = await sender.ask({ kind: 'progress' });
    const { gatewayPosition } = await store.open(0).checkpoint();
    samples.push({ atSeconds, residentMb, behind: sentSequence - (gatewayPosition?.sequence ?? 0) });
    bench.progress(atSeconds / seconds, `${Math.round(residentMb)} MB`);
  }
  await store.close();
  return samples;
}

/** A quick run is over before memory has settled, so that its first half stands for minutes 2 to 4. */
function outcomes({ isQuick, note }: Bench, seconds: number, samples: readonly Sample[]): Outcome[] {
  const residentBetween = (from: number, to: number) => {
    return median(samples.filter(({ atSeconds: at }) => at > from && at <= to).map(({ residentMb }) => residentMb));
  };
  const settled = isQuick ? residentBetween(0, seconds / 2) : residentBetween(120, 240);
  const last = isQuick ? residentBetween(seconds / 2, seconds) : residentBetween(seconds - 120, seconds);
  const most = Math.max(...samples.map(({ residentMb }) => residentMb));
  note(
    `memory at most ${Math.round(most)} MB, ${Math.round(settled)} MB at first and ${Math.round(last)} MB at the end`,
  );
  if (isQuick) note('a quick run says little of memory: it is over before that has settled');
  const behind = Math.max(...samples.map((sample) => sample.behind));
  const duration = `${seconds} s at ${perSecond} a second`;
  return [
    atMost(`drift of memory, ${duration}`, '%', (last / settled - 1) * 100, 5),
    atMost(`messages not yet written at any time, ${duration}`, 'messages', behind, behindLimit),
  ];
}
