import type { GuildRegistry } from '../../collect/guild-registry.ts';
import { severalAtOnce } from '../../core/async/several-at-once.ts';
import type { BackfillProgress, CurrentMonth, LeftMonth, MonthOutcome } from '../../core/backfill/backfill-progress.ts';
import {
  compareSnowflakes,
  firstSnowflakeAt,
  lastSnowflakeBefore,
  type Snowflake,
  timeOfSnowflake,
} from '../../core/snowflake.ts';
import { type Month, monthOf, startOfMonthMs } from '../../core/time.ts';
import type { ImportedMonth } from '../../store/records.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { ImportedPeople } from '../../vault/past-people.ts';
import { MonthCount } from './month-count.ts';
import type { AskPatiently, PastDiscord } from './past-discord.ts';
import { listPlaces, mayHoldMessagesOf, mostAtOnce, type Place } from './places.ts';

export interface BackfillDeps {
  readonly guildId: Snowflake;
  readonly discord: PastDiscord;
  readonly guilds: Pick<GuildRegistry, 'get' | 'settings' | 'channel' | 'countedChannel' | 'meetChannel'>;
  readonly store: Pick<StoreReader, 'months' | 'prunedMonths'>;
  readonly people: {
    /** The people of one month. None of them is met yet. */
    begin(): ImportedPeople;
    /** How often the lists of people who are not counted have changed. */
    changesIn(guildId: Snowflake): number;
  };
  readonly patiently: AskPatiently;
  /**
   * Writes a month as sealed, with the channels that became known, all or nothing. `isValid` is called right before: if it
   * returns false, nothing is written. `known`: something of the month is stored already.
   */
  readonly write: (month: PastMonth, isValid: () => boolean) => Promise<Written>;
  /** Whether the past of the guild is still to be read. */
  readonly isWanted: () => boolean;
  readonly onProgress: (progress: BackfillProgress) => void;
}

/** A month to write, but for its guild and channels. */
export type PastMonth = Omit<ImportedMonth, 'guild' | 'channels'>;

export type Written = 'written' | 'known' | 'not valid';

/** The months to read, both included. */
export interface AskedMonths {
  readonly from: Month;
  readonly to: Month;
}

/**
 * Reads past months of a guild from the histories of its channels, the latest first. Each month is counted in memory and
 * written at once, as sealed: nothing of it is on the disk before, and nothing in it leads back to a person or a message. After
 * a crash the month is read again from its beginning, and those that are written stay.
 *
 * A month of which Census has anything is left as it is: its members have other tokens. So the month in which Census came
 * to the server is read only if nothing was counted in it.
 */
export class Backfill {
  readonly #deps: BackfillDeps;
  readonly #done: MonthOutcome[] = [];
  readonly #unreadableIds = new Set<Snowflake>();
  #current: CurrentMonth | null = null;
  #ofPeopleWhoLeft = 0;

  constructor(deps: BackfillDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when all months are done, or when they are not wanted any more.
   *
   * @throws {StoreUnavailable} when the disk refuses. What is written stays.
   */
  async run(asked: AskedMonths): Promise<BackfillProgress> {
    const { guildId } = this.#deps;
    const { to } = asked;
    const from = Math.max(asked.from, monthOf(timeOfSnowflake(guildId)));
    const tell = (state: BackfillProgress['state'] = 'running') => this.#tell({ from, to }, state);
    tell();
    const places = await listPlaces(this.#deps, startOfMonthMs(from));
    for (const id of places?.unreadableIds ?? []) this.#unreadableIds.add(id);
    for (let month = to; month >= from && places !== null && this.#deps.isWanted(); month -= 1) {
      const outcome = await this.#month(month, places.readable, tell);
      if (outcome !== null) this.#done.push(outcome);
    }
    this.#current = null;
    return tell('ended');
  }

  /** Null if it is not wanted any more. */
  async #month(month: Month, places: readonly Place[], tell: () => void): Promise<MonthOutcome | null> {
    const { people, write, isWanted } = this.#deps;
    const why = await this.#whyLeft(month);
    if (why !== null) return left(month, why);
    while (isWanted()) {
      const rules = this.#rules();
      const isValid = () => isWanted() && this.#rules() === rules;
      const inMonth = places.filter((place) => mayHoldMessagesOf(month, place) && !this.#isIgnored(place.countsFor));
      const count = new MonthCount({ ...this.#deps, people: people.begin() });
      const leftBefore = this.#ofPeopleWhoLeft;
      const isWhole = await this.#read(month, inMonth, count, tell);
      const { messages, channels } = count;
      if (isWhole && isValid()) {
        if (messages === 0) return left(month, 'empty');
        const counted = await count.take();
        const written = await write({ month, ...counted, ...wholeMonth(month) }, isValid);
        if (written === 'known') return left(month, 'known');
        if (written === 'written') {
          return { month, outcome: 'read', messages, members: counted.members.length, channels };
        }
      }
      this.#ofPeopleWhoLeft = leftBefore; // What must not be counted has changed, so the month is read again.
    }
    return null;
  }

  async #whyLeft(month: Month): Promise<LeftMonth | null> {
    const { guildId, guilds, store } = this.#deps;
    const [months, pruned] = await Promise.all([store.months(guildId), store.prunedMonths(guildId)]);
    if ([...months, ...pruned].some((known) => known.month === month)) return 'known';
    const { firstConnectedMs = 0, catchUpFromMs = 0 } = guilds.get(guildId) ?? {};
    const isUnwanted = startOfMonthMs(month) < catchUpFromMs && startOfMonthMs(month + 1) > firstConnectedMs;
    return isUnwanted && catchUpFromMs > firstConnectedMs ? 'unwanted' : null;
  }

  /** False if the month must be read again. */
  async #read(month: Month, places: readonly Place[], count: MonthCount, tell: () => void): Promise<boolean> {
    let isWhole = true;
    let placesDone = 0;
    const progress = () => {
      this.#current = { month, placesDone, places: places.length };
      tell();
    };
    progress();
    await severalAtOnce(places, mostAtOnce, async (place) => {
      isWhole = (await this.#readPlace(month, place, count)) && isWhole;
      placesDone += 1;
      progress();
    });
    return isWhole;
  }

  /** False if the history ended midway, because Census may not read it any more, or because it was deleted. */
  async #readPlace(month: Month, { id, countsFor }: Place, count: MonthCount): Promise<boolean> {
    const { guildId, discord, patiently, isWanted } = this.#deps;
    const endId = firstSnowflakeAt(startOfMonthMs(month + 1));
    let afterId = lastSnowflakeBefore(startOfMonthMs(month));
    for (let isFirst = true; isWanted(); isFirst = false) {
      const page = await patiently(() => discord.after(guildId, id, afterId, countsFor));
      if (page.kind === 'unreadable') this.#unreadableIds.add(countsFor);
      if (page.kind !== 'page') return isFirst;
      for (const message of page.messages) if (isBefore(message.messageId, endId)) count.add(message);
      const { lastId, isLast } = page;
      this.#ofPeopleWhoLeft += page.leftOutIds.filter((leftOut) => isBefore(leftOut, endId)).length;
      if (lastId === null || isLast || !isBefore(lastId, endId)) return true;
      afterId = lastId;
    }
    return true;
  }

  #isIgnored(channelId: Snowflake): boolean {
    const { guilds, guildId } = this.#deps;
    return guilds.settings(guildId).ignoredChannelIds.includes(channelId);
  }

  /** Everything that decides what is counted of a message. */
  #rules(): string {
    const { guilds, guildId, people } = this.#deps;
    const { ignoredChannelIds, ignoredRoleIds, optOutRoleId, linkDomains } = guilds.settings(guildId);
    return JSON.stringify([ignoredChannelIds, ignoredRoleIds, optOutRoleId, linkDomains, people.changesIn(guildId)]);
  }

  #tell({ from, to }: AskedMonths, state: BackfillProgress['state']): BackfillProgress {
    const progress = {
      ...{ state, from, to, current: this.#current, done: [...this.#done] },
      unreadableChannelIds: [...this.#unreadableIds].filter((id) => !this.#isIgnored(id)),
      ofPeopleWhoLeft: this.#ofPeopleWhoLeft,
    };
    this.#deps.onProgress(progress);
    return progress;
  }
}

function wholeMonth(month: Month): Pick<ImportedMonth, 'imported' | 'isReplacement'> {
  const imported = { metrics: ['msg'], fromMs: startOfMonthMs(month), toMs: startOfMonthMs(month + 1) } as const;
  return { imported, isReplacement: false };
}

function left(month: Month, outcome: LeftMonth): MonthOutcome {
  return { month, outcome, messages: 0, members: 0, channels: 0 };
}

function isBefore(id: Snowflake, endId: Snowflake): boolean {
  return compareSnowflakes(id, endId) < 0;
}
