import { type Month, monthName } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import { services } from '../core/visit.ts';

/**
 * The number of apps that wrote in a month, counted apart from members, as the field of an embed. Census counts itself.
 */
export function servicesField(totals: readonly Total[], month: Month): Record<string, string> {
  const counts = services.map((service) => {
    const total = totals.find(({ metric, start, key }) => metric === 'app' && start === month && key === service);
    return [service, total?.amount ?? 0] as const;
  });
  const words = counts.map(([service, count]) => `${count} ${service}${count === 1 ? '' : 's'}`);
  return { [`Apps that wrote in ${monthName(month)}`]: words.join(', ') };
}
