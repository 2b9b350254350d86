import type { Result } from '../../query/query.ts';
import type { ChangeMeasure } from '../../query/questions/compared/change.ts';
import type { ChannelChangeMeasure } from '../../query/questions/compared/channel-changes.ts';
import type { CompareMeasure } from '../../query/questions/compared/compare.ts';
import type { UsualMeasure, UsualQuery } from '../../query/questions/compared/usual.ts';

/** The numbers of a digest, all of the same range. */
export interface DigestNumbers {
  /** Beside the time before. */
  readonly compared: Result<CompareMeasure>;
  readonly members: Result<ChangeMeasure>;
  /** What is usual for the day of a daily digest, by metric; empty for a week. */
  readonly usual: readonly Result<UsualMeasure>[];
  /** The channels that the readers of the digest can view; null if they are left out. */
  readonly channels: Result<ChannelChangeMeasure> | null;
}

/** The metric that a result about what is usual has. */
export function metricOf({ query }: Result<UsualMeasure>): UsualQuery['metric'] {
  return (query as UsualQuery).metric;
}
