import type { Finding } from './finding.ts';
import { some } from './format.ts';

/** What was found in one lane. A lane has the number of the gateway shard whose servers are in it. */
export interface LaneFindings {
  readonly lane: number;
  readonly findings: readonly Finding[];
}

/** The findings of all lanes: what is the same in every one is said once; before any other stand its shards. */
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

/** A sentence that is true of some lanes out of so many: with their shards before it, where those are not all. */
export function textOfShards(text: string, lanes: readonly number[], count: number): string {
  return lanes.length === count ? text : `${shards(lanes)}: ${text.replace(/^The /, 'the ')}`;
}

/** `Shard 1`, or `Shards 0, 2`, as the log and the metrics number them. */
export function shards(lanes: readonly number[]): string {
  return `${lanes.length === 1 ? 'Shard' : 'Shards'} ${some(lanes.map(String))}`;
}
