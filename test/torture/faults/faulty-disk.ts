import { StoreUnavailable } from '../../../src/core/errors.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { PeopleAtRest } from '../../../src/store/people-at-rest.ts';
import type { Vault } from '../../../src/vault/vault.ts';
import type { Witness } from '../tortured-bot.ts';
import type { CrashPoints } from './crash-points.ts';

/** A disk that may refuse: before anything is written, or when all is written and only the answer is lost. */
export class FaultyDisk {
  /** How it refuses now; null while it works. */
  refusal: 'before' | 'after' | null = null;
  refused = 0;

  refuseIf(moment: 'before' | 'after'): void {
    if (this.refusal !== moment) return;
    this.refused += 1;
    throw new StoreUnavailable(`the disk refuses (${moment} the work)`);
  }
}

/**
 * The store of a lane in a process that can be killed, on a disk that can refuse. Reads are never refused.
 */
export function faultyStore(store: LaneStore, crashPoints: CrashPoints, disk: FaultyDisk, witness: Witness): LaneStore {
  const write = <Args extends unknown[], Result>(
    place: string,
    work: (...given: Args) => Promise<Result>,
  ): ((...given: Args) => Promise<Result>) => {
    return (...given) =>
      crashPoints.pass(place, async () => {
        disk.refuseIf('before');
        const result = await work(...given);
        disk.refuseIf('after');
        return result;
      });
  };
  const read = <Args extends unknown[], Result>(work: (...given: Args) => Promise<Result>) => {
    return (...given: Args) => crashPoints.pass('read', () => work(...given));
  };
  return {
    lane: store.lane,
    lanes: read(() => store.lanes()),
    memberLists: read(() => store.memberLists()),
    guilds: read(() => store.guilds()),
    checkpoint: read(() => store.checkpoint()),
    readCounters: (guildId, range) => store.readCounters(guildId, range),
    readParts: (guildId, range, channel) => store.readParts(guildId, range, channel),
    readDays: (guildId, range, asked) => store.readDays(guildId, range, asked),
    closedHours: (guildId, month) => store.closedHours(guildId, month),
    monthRows: read((guildId, month) => store.monthRows(guildId, month)),
    guild: read((guildId) => store.guild(guildId)),
    channels: read((guildId) => store.channels(guildId)),
    tokens: read((guildId, month) => store.tokens(guildId, month)),
    months: read((guildId) => store.months(guildId)),
    monthsOfGuilds: read((guildIds) => store.monthsOfGuilds(guildIds)),
    countersOfGuilds: read((asked) => store.countersOfGuilds(asked)),
    gaps: read((guildId, range) => store.gaps(guildId, range)),
    totals: read((guildId, asked) => store.totals(guildId, asked)),
    prunedMonths: read((guildId) => store.prunedMonths(guildId)),
    finalSummaries: read((guildId, month) => store.finalSummaries(guildId, month)),
    commit: write('commit', async (batch, people) => {
      await store.commit(batch, people);
      if (!crashPoints.isDead) witness.committed(batch);
    }),
    putSettings: write('settings', (guildId, settings, fromMs) => store.putSettings(guildId, settings, fromMs)),
    screen: read((batch) => store.screen(batch)),
    compact: write('compact', (before) => store.compact(before)),
    draftTokens: write('rotation', (month, draw) => store.draftTokens(month, draw)),
    beginRotation: write('rotation', async (month, next, draw, totals) => {
      await witness.closing();
      return store.beginRotation(month, next, draw, totals);
    }),
    hideDeletedChannels: write('rotation', (month, next, isHidden) => store.hideDeletedChannels(month, next, isHidden)),
    forget: write('rotation', () => store.forget()),
    openMonth: write('rotation', async (next) => {
      await store.openMonth(next);
      if (!crashPoints.isDead) witness.closed(next);
    }),
    noteSaltDestroyed: write('rotation', (month, atMs) => store.noteSaltDestroyed(month, atMs)),
    readPeople: read((key, each, isKept) => store.readPeople(key, each, isKept)),
    erasePerson: write('erase', (erasure) => store.erasePerson(erasure)),
    forgetErasures: write('erase', (guild) => store.forgetErasures(guild)),
    forgetPeople: write('rotation', () => store.forgetPeople()),
    importMonth: write('import', (month) => store.importMonth(month)),
    markSplit: write('split', (month) => store.markSplit(month)),
    eraseMember: write('erase', (guildId, member, joinedAtMs) => store.eraseMember(guildId, member, joinedAtMs)),
    announceDeletions: write('forget', (before, nowMs) => store.announceDeletions(before, nowMs)),
    announcedDeletions: read((guildId) => store.announcedDeletions(guildId)),
    pruneMonth: write('forget', (...given) => store.pruneMonth(...given)),
    forgetProfiles: write('forget', (guildId, before) => store.forgetProfiles(guildId, before)),
    putMonthTotals: write('forget', (...given) => store.putMonthTotals(...given)),
    monthsWithoutRows: read(() => store.monthsWithoutRows()),
    putMonthRows: write('compact', (...given) => store.putMonthRows(...given)),
    trial: read((guildId, month) => store.trial(guildId, month)),
    posts: read((guildId) => store.posts(guildId)),
    postsOfKind: read((kind) => store.postsOfKind(kind)),
    events: read((guildId) => store.events(guildId)),
    changeEvents: write('forget', (guildId, change) => store.changeEvents(guildId, change)),
    putPosts: write('forget', (posts) => store.putPosts(posts)),
    sealedTrials: read(() => store.sealedTrials()),
    keepActivity: write('forget', (guildId, month, summary) => store.keepActivity(guildId, month, summary)),
    forgetTrials: write('forget', () => store.forgetTrials()),
    removeGuild: write('remove', (guildId) => store.removeGuild(guildId)),
  };
}

/** The same for the people, who are written before the counts. */
export function faultyPeople(people: PeopleAtRest, crashPoints: CrashPoints, disk: FaultyDisk): PeopleAtRest {
  return {
    read: (key, lastBatch, each, isKept) => people.read(key, lastBatch, each, isKept),
    add: (changes) =>
      crashPoints.passWithin('people commit', async () => {
        disk.refuseIf('before');
        await people.add(changes);
        disk.refuseIf('after');
      }),
    erase: (erasure) => people.erase(erasure),
    forgetErasures: (guild) => people.forgetErasures(guild),
    forget: () => people.forget(),
    close: () => people.close(),
  };
}

/** The methods of the vault that wait for the disk. */
const waiting: ReadonlySet<string | symbol> = new Set(['setIgnored', 'setOptedOut', 'erase', 'forgetErasures']);

/** The vault of a process that can be killed. */
export function faultyVault(vault: Vault, crashPoints: CrashPoints): Vault {
  return new Proxy(vault, {
    get(_target, property) {
      const member = Reflect.get(vault, property, vault);
      if (typeof member !== 'function') return member;
      if (!waiting.has(property)) return member.bind(vault);
      return (...given: unknown[]) => crashPoints.pass('vault', () => member.apply(vault, given));
    },
  });
}
