import { type Month, monthName } from '../core/time.ts';
import { services, type VisitorTotal } from '../core/visit.ts';

/**
 * The number of apps that wrote in a month, counted apart from members, as the field of an embed. Census counts itself.
 */
export function servicesField(totals: readonly VisitorTotal[], month: Month): Record<string, string> {
  const counts = services.map((service) => {
    const total = totals.find(({ dimension, value, ...of }) => {
      return of.month === month && dimension === 'service' && value === service;
    });
    return [service, total?.members ?? 0] as const;
  });
  const words = counts.map(([service, count]) => `${count} ${service}${count === 1 ? '' : 's'}`);
  return { [`Apps that wrote in ${monthName(month)}`]: words.join(', ') };
}
