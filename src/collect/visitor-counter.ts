import type { AppSeen, Visit } from '../core/activity.ts';
import { hasIgnoredRole, hasUncountedRoles } from '../core/guild-settings.ts';
import { startOfMonthMs } from '../core/time.ts';
import { isVisitValue, type VisitorCount } from '../core/visit.ts';
import type { Vault } from '../vault/vault.ts';
import type { GuildRegistry } from './guild-registry.ts';

export interface VisitorCounterDeps {
  readonly vault: Pick<Vault, 'month' | 'isNewVisitor' | 'noteApp'>;
  readonly guilds: Pick<GuildRegistry, 'get' | 'settings'>;
}

/** Counts each visitor of the open month once a dimension: on what, or with which language, they were seen first. */
export class VisitorCounter {
  readonly #deps: VisitorCounterDeps;
  #counts = new Map<string, VisitorCount>();

  constructor(deps: VisitorCounterDeps) {
    this.#deps = deps;
  }

  /** Counts a visit, or notes who makes none. What belongs to an earlier month is too late, and is let go. */
  count(seen: Visit | AppSeen): void {
    const { vault, guilds } = this.#deps;
    const { guildId, person, atMs } = seen;
    if (guilds.get(guildId)?.leftMs !== null || atMs < startOfMonthMs(vault.month)) return;
    if (seen.kind === 'app') vault.noteApp(guildId, person);
    else this.#countVisit(seen);
  }

  /** What was counted since the last call, to be written with the next batch. */
  takeChanges(): readonly VisitorCount[] {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    return counts;
  }

  #countVisit({ guildId, person, roleIds, dimension, value }: Visit): void {
    const { vault, guilds } = this.#deps;
    const settings = guilds.settings(guildId);
    const mayCount = roleIds === null ? !hasUncountedRoles(settings) : !hasIgnoredRole(settings, roleIds);
    if (!mayCount || !isVisitValue(dimension, value)) return;
    if (vault.isNewVisitor(guildId, person, dimension)) this.#add({ guildId, month: vault.month, dimension, value });
  }

  #add(of: Omit<VisitorCount, 'members'>): void {
    const key = `${of.guildId} ${of.month} ${of.dimension} ${of.value}`;
    const members = (this.#counts.get(key)?.members ?? 0) + 1;
    this.#counts.set(key, { ...of, members });
  }
}
