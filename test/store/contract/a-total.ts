import { none } from '../../../src/core/counter.ts';
import type { TenureClass } from '../../../src/core/membership/tenure.ts';
import type { TotalMetric } from '../../../src/core/metric.ts';
import type { Total } from '../../../src/core/total.ts';

/** One of a guild that the tests know, by itself without channel and key. */
export function aTotal(metric: TotalMetric, start: number, amount: number, changes: Partial<Total> = {}): Total {
  return { guildId: '300000000000000001', metric, start, channel: none, key: '', amount, ...changes };
}

/** So many members were active on a day who had been members for so long. */
export function tenureTotal(guildId: string, day: number, tenure: TenureClass, members: number): Total {
  return aTotal('tenure', day, members, { guildId, key: String(tenure) });
}
