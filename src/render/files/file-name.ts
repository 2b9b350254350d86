import type { Channel } from '../../core/channel.ts';
import type { ReportType } from '../../core/report.ts';
import { type HourRange, isoDay } from '../../core/time.ts';
import type { Query } from '../../query/query.ts';
import { rangeInFileName } from '../pictures/range-words.ts';

/** The number of a file, from 1, and how many there are. */
export interface FilePart {
  readonly part: number;
  readonly of: number;
}

/** `userstats-2018-01-12-2018-01-14.csv.gz`, or `….part-1-of-3.csv.gz`. The second day is excluded. */
export function exportFileName(range: HourRange, { part, of }: FilePart): string {
  const suffix = of === 1 ? '' : `.part-${part}-of-${of}`;
  return `userstats-${days(range)}${suffix}.csv.gz`;
}

/** `report-weekday-all-2018-01-12-2018-01-14.csv.gz`, with the channel's name or id instead of `all`. */
export function reportFileName(type: ReportType, channel: Channel | null, range: HourRange): string {
  return `report-${type}-${channel === null ? 'all' : plainName(channel)}-${days(range)}.csv.gz`;
}

/** `when-all-2024-10`, with the channel's name or id instead of `all`; without an extension. */
export function tableName(name: string, { channel, range }: Pick<Query, 'channel' | 'range'>): string {
  return `${name}-${channel === null ? 'all' : plainName(channel)}-${rangeInFileName(range)}`;
}

function days(range: HourRange): string {
  return `${isoDay(range.from)}-${isoDay(range.to)}`;
}

/** The channel's name in characters that every file system accepts: `art-café` becomes `art-cafe`. */
function plainName({ id, name }: Channel): string {
  const plain = name
    .normalize('NFKD')
    .replace(/ /g, '-')
    .replace(/[^A-Za-z0-9_-]/g, '');
  return plain === '' ? id : plain;
}
