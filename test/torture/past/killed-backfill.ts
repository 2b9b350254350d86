import { deepStrictEqual } from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { startApp } from '../../../src/app/app.ts';
import { monthOf } from '../../../src/core/time.ts';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import { History } from '../../../src/simulator/server/history.ts';
import { aPast, type Past, type PastOptions } from '../../end-to-end/backfill/a-past.ts';
import { idsOf, naivePast } from '../../end-to-end/backfill/naive-past.ts';
import { monthsSeen } from '../../end-to-end/backfill/what-was-counted.ts';
import { projectRoot } from '../../project-root.ts';
import { ResidueScan } from '../../vault/residue.ts';
import { RealProcess } from '../real/real-process.ts';

export interface KilledBackfillOptions extends PastOptions {
  /** How often the process is ended with SIGKILL. */
  readonly kills: number;
  /** The most pages that Discord gives between two kills. */
  readonly pagesUntilKill: number;
  /** Called after each kill with the number of kills so far. */
  readonly onProgress?: (killed: number) => void;
  /** The path of a built `main.js`. */
  readonly program?: string;
}

/** A year of fifty channels. Discord gives a few pages of each in a second. */
export const aYear = {
  ...{ fromMs: Date.UTC(2020, 2, 10), days: 365, channels: 50, people: 200, messagesPerDay: 400 },
  ...{ requestsPerSecond: 20, pagesUntilKill: 500 },
} as const;

/** What was read. It throws if a number is wrong, or an id is left. */
export interface KilledBackfillFigures {
  readonly kills: number;
  readonly months: number;
  readonly messages: number;
  readonly pages: number;
  /** The ids that were searched for on the disk, after every kill and at the end. */
  readonly ids: number;
}

/**
 * Reads the past of a server over a limited REST API with `npm run backfill`, which is killed again and again: while it asks for
 * a page, or when it has the last one and writes. Then compares every month with what was written.
 */
export async function killedBackfill(options: KilledBackfillOptions): Promise<KilledBackfillFigures> {
  const { kills, seed, program = join(projectRoot, 'dist/main.js') } = options;
  const built: { startApp: typeof startApp } = await import(pathToFileURL(join(dirname(program), 'app/app.js')).href);
  const past = await aPast(options, built.startApp);
  const pages = new Pages();
  try {
    await past.live();
    await past.clock.setTo(past.clock.now() + 40 * 24 * 3_600_000);
    const { app, data } = await past.bot();
    await app.stop();
    const needles = idsOf(messageIdsOf(past), past.world);
    const scan = new ResidueScan({ id: needles });
    expectToFind(scan, needles, data);
    const args = ['backfill', '--months', String(monthsSince(options.fromMs)), '--data', data];
    const settings = { DISCORD_TOKEN: 'any', DISCORD_API_URL: past.server.apiUrl };
    past.server.settings.requestsPerSecond = options.requestsPerSecond ?? 1000;
    const random = new SeededRandom(seed);
    let killed = 0;
    for (let isDone = false; !isDone; ) {
      const reading = new RealProcess(program, args, settings);
      if (killed < kills) {
        await pages.more(1 + Math.floor(random.between(0, options.pagesUntilKill)), reading);
        await setTimeout(random.between(0, 60));
        isDone = reading.hasEnded;
        await reading.end('SIGKILL');
        killed += 1;
        options.onProgress?.(killed);
        deepStrictEqual(scan.inFolder(data), { id: 0 }, 'ids after a kill');
      } else {
        await reading.succeeded();
        isDone = true;
        if (!reading.output.includes(`#room-${options.channels - 1}`))
          throw new Error('the unreadable channel is not named');
      }
    }
    deepStrictEqual(scan.inFolder(data), { id: 0 }, 'ids at the end');
    const read = await monthsSeen(data, past.guild.id, []);
    deepStrictEqual(
      read.map(({ totals: _totals, ...month }) => month),
      naivePast(past.world),
    );
    const messages = read.reduce((sum, month) => sum + month.messages, 0);
    return { kills: killed, months: read.length, messages, pages: pages.count, ids: needles.length };
  } finally {
    pages.close();
    await past.close();
  }
}

/** Counts the pages of messages that the simulated Discord gives. */
class Pages {
  readonly #page = History.prototype.page;
  #count = 0;

  constructor() {
    const page = this.#page;
    const note = () => {
      this.#count += 1;
    };
    History.prototype.page = function (query) {
      note();
      return page.call(this, query);
    };
  }

  get count(): number {
    return this.#count;
  }

  /** Resolves when so many more were given, or the process has ended. */
  async more(pages: number, reading: Pick<RealProcess, 'hasEnded'>): Promise<void> {
    const wanted = this.#count + pages;
    while (this.#count < wanted && !reading.hasEnded) await setTimeout(2);
  }

  close(): void {
    History.prototype.page = this.#page;
  }
}

/** A search that finds nothing proves nothing unless it finds what is there. */
function expectToFind(scan: ResidueScan, needles: readonly Buffer[], data: string): void {
  const planted = join(data, 'planted');
  writeFileSync(planted, Buffer.concat([needles[0] ?? Buffer.alloc(0), needles[1] ?? Buffer.alloc(0)]));
  deepStrictEqual(scan.inFolder(data), { id: 2 }, 'planted ids');
  rmSync(planted);
}

function messageIdsOf({ server, guild }: Past): readonly string[] {
  const channels = [...(server.world.guilds.get(guild.id)?.channels.values() ?? [])];
  return channels.flatMap(({ history }) => history.since('0').map(({ id }) => id));
}

/** From the month of an instant until now: the process has the clock of this machine. */
function monthsSince(timeMs: number): number {
  return monthOf(performance.timeOrigin) - monthOf(timeMs) + 2;
}
