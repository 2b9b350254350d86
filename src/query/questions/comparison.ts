import { hourMs, hoursOfMonth } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { comparedRange } from '../hours/compared-range.ts';
import type { Query, Result } from '../query.ts';

/** A function that answers a question. */
export type Answer<Asked extends Query, Deps, Measure extends string> = (
  query: Asked,
  deps: Deps,
) => Promise<Result<Measure>>;

/** What a comparison needs. */
export interface ComparisonDeps {
  readonly store: Pick<StoreReader, 'guild' | 'months' | 'prunedMonths'>;
  readonly clock: { now(): number };
}

/**
 * Answers a question, and the same one about the range that it is compared with. `before` is null if all of that lies
 * before counting began; where only a part does, its values are not known.
 */
export function withComparison<Asked extends Query, Deps extends ComparisonDeps, Measure extends string>(
  answer: Answer<Asked, Deps, Measure>,
): Answer<Asked, Deps, Measure> {
  return async (query, deps) => {
    const { compareWith, onProgress, ...alone } = query;
    if (compareWith === undefined) return answer(query, deps);
    const range = comparedRange(query.range, compareWith, deps.clock.now());
    const isKnown = await wasCounted(query.guildId, range.to, deps);
    const half = (add: number) => (share: number) => onProgress?.(add + share / 2);
    const ask = (changes: Partial<Query>) => answer({ ...alone, ...changes } as Asked, deps);
    const before = isKnown ? await ask({ range, onProgress: half(0) }) : null;
    const now = await ask({ onProgress: isKnown ? half(0.5) : (share) => onProgress?.(share) });
    return { ...now, query, before };
  };
}

/** Whether anything before an hour was counted, be it by another program or deleted since. */
async function wasCounted(guildId: string, before: number, { store }: ComparisonDeps): Promise<boolean> {
  const [guild, months, pruned] = await Promise.all([
    store.guild(guildId),
    store.months(guildId),
    store.prunedMonths(guildId),
  ]);
  const isCounting = guild !== undefined && guild.firstConnectedMs < before * hourMs;
  const imported = months.filter(({ imported }) => imported !== null);
  return isCounting || [...imported, ...pruned].some(({ month }) => hoursOfMonth(month).from < before);
}
