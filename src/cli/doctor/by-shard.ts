import { some } from '../io/format.ts';
import type { Finding } from './finding.ts';

/** The findings of one lane. A lane has the number of the gateway shard of its servers. */
export interface LaneFindings {
  readonly lane: number;
  readonly findings: readonly Finding[];
}

/** The findings of all lanes. A finding that all lanes share appears once; any other is prefixed with its shards. */
export function findingsByShard(lanes: readonly LaneFindings[]): readonly Finding[] {
  const found = new Map<string, { readonly finding: Finding; readonly lanes: number[] }>();
  for (const { lane, findings } of lanes) {
    for (const finding of findings) {
      const key = `${finding.text}\n${finding.remedy}`;
      const same = found.get(key) ?? { finding, lanes: [] };
      found.set(key, same);
      same.lanes.push(lane);
    }
  }
  return Array.from(found.values(), ({ finding: { text, remedy }, lanes: own }) => {
    return { text: textOfShards(text, own, lanes.length), remedy };
  });
}

/** A sentence about some of `count` lanes, prefixed with their shards unless it is true of all. */
export function textOfShards(text: string, lanes: readonly number[], count: number): string {
  return lanes.length === count ? text : `${shards(lanes)}: ${text.replace(/^The /, 'the ')}`;
}

/** `Shard 1`, or `Shards 0, 2`, numbered as in the log and the metrics. */
export function shards(lanes: readonly number[]): string {
  return `${lanes.length === 1 ? 'Shard' : 'Shards'} ${some(lanes.map(String))}`;
}
