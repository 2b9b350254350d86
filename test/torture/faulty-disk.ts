import type { Store } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import type { Vault } from '../../src/vault/vault.ts';
import type { Lifeline } from './lifeline.ts';
import type { Witness } from './tortured-bot.ts';

/** A disk that may refuse: before it has written anything, or when all is written and only the answer is lost. */
export class FaultyDisk {
  /** How it refuses now; null while it does not. */
  refusal: 'before' | 'after' | null = null;
  refused = 0;

  refuseIf(moment: 'before' | 'after'): void {
    if (this.refusal !== moment) return;
    this.refused += 1;
    throw new StoreUnavailable(`the disk refuses (${moment} the work)`);
  }
}

/** The store as a process has it that can die, on a disk that can refuse. What is only read is never refused. */
export function faultyStore(store: Store, lifeline: Lifeline, disk: FaultyDisk, witness: Witness): Store {
  const write = <Args extends unknown[], Result>(
    place: string,
    work: (...given: Args) => Promise<Result>,
  ): ((...given: Args) => Promise<Result>) => {
    return (...given) =>
      lifeline.pass(place, async () => {
        disk.refuseIf('before');
        const result = await work(...given);
        disk.refuseIf('after');
        return result;
      });
  };
  const read = <Args extends unknown[], Result>(work: (...given: Args) => Promise<Result>) => {
    return (...given: Args) => lifeline.pass('read', () => work(...given));
  };
  return {
    checkpoint: read(() => store.checkpoint()),
    pieces: (guildId, range) => store.pieces(guildId, range),
    guild: read((guildId) => store.guild(guildId)),
    channels: read((guildId) => store.channels(guildId)),
    tokens: read((guildId, month) => store.tokens(guildId, month)),
    months: read((guildId) => store.months(guildId)),
    gaps: read((guildId, range) => store.gaps(guildId, range)),
    tenure: read((guildId, range) => store.tenure(guildId, range)),
    totals: read((guildId) => store.totals(guildId)),
    visitors: read((guildId) => store.visitors(guildId)),
    commit: write('commit', async (batch) => {
      await store.commit(batch);
      if (!lifeline.isDead) witness.committed(batch);
    }),
    putSettings: write('settings', (guildId, settings, fromMs) => store.putSettings(guildId, settings, fromMs)),
    screen: read((batch) => store.screen(batch)),
    compact: write('compact', (before) => store.compact(before)),
    draftTokens: write('rotation', (month, draw) => store.draftTokens(month, draw)),
    beginRotation: write('rotation', async (month, next, draw) => {
      await witness.closing();
      return store.beginRotation(month, next, draw);
    }),
    scrub: write('rotation', () => store.scrub()),
    endRotation: write('rotation', async (next, saltDestroyedAtMs) => {
      await store.endRotation(next, saltDestroyedAtMs);
      if (!lifeline.isDead) witness.closed(next);
    }),
    importMonth: write('import', (month) => store.importMonth(month)),
    markSplit: write('split', (month) => store.markSplit(month)),
    eraseMember: write('erase', (guildId, member, joinedAtMs) => store.eraseMember(guildId, member, joinedAtMs)),
    acceptMemberLists: write('accept', (lists) => store.acceptMemberLists(lists)),
    joiners: read((guildId, range) => store.joiners(guildId, range)),
    announceDeletions: write('forget', (before, nowMs) => store.announceDeletions(before, nowMs)),
    announcedDeletions: read((guildId) => store.announcedDeletions(guildId)),
    forgetMonth: write('forget', (guildId, totals) => store.forgetMonth(guildId, totals)),
    forgetVisitors: write('forget', (guildId, before) => store.forgetVisitors(guildId, before)),
    trial: read((guildId, month) => store.trial(guildId, month)),
    sealedTrials: read(() => store.sealedTrials()),
    keepActivity: write('forget', (guildId, month, summary) => store.keepActivity(guildId, month, summary)),
    forgetTrials: write('forget', () => store.forgetTrials()),
    removeGuild: write('remove', (guildId) => store.removeGuild(guildId)),
    close: () => store.close(),
  };
}

/** What else of the vault waits for the disk. */
const waiting: ReadonlySet<string | symbol> = new Set(['setIgnored', 'setOptedOut', 'erase', 'forgetErasures']);

/** The vault likewise. Only what it writes can be refused; all else is as it is. */
export function faultyVault(vault: Vault, lifeline: Lifeline, disk: FaultyDisk): Vault {
  return new Proxy(vault, {
    get(_target, property) {
      const member = Reflect.get(vault, property, vault);
      if (typeof member !== 'function') return member;
      if (waiting.has(property))
        return (...given: unknown[]) => lifeline.pass('vault', () => member.apply(vault, given));
      if (property !== 'commit') return member.bind(vault);
      return (changes: Parameters<Vault['commit']>[0]) =>
        lifeline.pass('vault commit', async () => {
          disk.refuseIf('before');
          await vault.commit(changes);
          disk.refuseIf('after');
        });
    },
  });
}
