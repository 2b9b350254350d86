import { type Month, monthName } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import { appKinds } from '../core/visit.ts';

/**
 * The number of apps that wrote in a month, counted apart from members, as the field of an embed. Census counts itself.
 */
export function appsField(totals: readonly Total[], month: Month): Record<string, string> {
  const counts = appKinds.map((kind) => {
    const total = totals.find(({ metric, start, key }) => metric === 'app' && start === month && key === kind);
    return [kind, total?.amount ?? 0] as const;
  });
  const words = counts.map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`);
  return { [`Apps that wrote in ${monthName(month)}`]: words.join(', ') };
}
