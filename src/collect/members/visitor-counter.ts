import type { AppSeen, Visit } from '../../core/activity.ts';
import { hasIgnoredRole } from '../../core/guild-settings.ts';
import { startOfMonthMs } from '../../core/time.ts';
import { isVisitValue } from '../../core/visit.ts';
import type { Vault } from '../../vault/vault.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { Totals } from '../totals.ts';

export interface VisitorCounterDeps {
  readonly vault: Pick<Vault, 'month' | 'isNewVisitor' | 'noteApp'>;
  readonly guilds: Pick<GuildRegistry, 'get' | 'settings'>;
  readonly totals: Pick<Totals, 'add'>;
}

/** Counts each visitor of the open month once per dimension, by the first device or language that is seen. */
export class VisitorCounter {
  readonly #deps: VisitorCounterDeps;

  constructor(deps: VisitorCounterDeps) {
    this.#deps = deps;
  }

  /** Counts a visit, or marks an app, which is not a visitor. Events of an earlier month are too late and are dropped. */
  count(seen: Visit | AppSeen): void {
    const { vault, guilds } = this.#deps;
    const { guildId, person, atMs } = seen;
    if (guilds.get(guildId)?.leftMs !== null || atMs < startOfMonthMs(vault.month)) return;
    if (seen.kind === 'app') vault.noteApp(guildId, person);
    else this.#countVisit(seen);
  }

  #countVisit({ guildId, person, roleIds, dimension, value, atMs }: Visit): void {
    const { vault, guilds, totals } = this.#deps;
    if (hasIgnoredRole(guilds.settings(guildId), roleIds) || !isVisitValue(dimension, value)) return;
    if (!vault.isNewVisitor(guildId, person, dimension)) return;
    totals.add({ guildId, metric: dimension, atMs, key: value });
  }
}
