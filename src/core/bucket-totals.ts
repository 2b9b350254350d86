import { type MemberAmounts, MemberSums } from './member-sums.ts';
import { type Spread, spreadOf } from './report.ts';
import type { Hour } from './time.ts';

/** What one row of a report is made of. */
export interface BucketTotals extends GuildTotals {
  readonly messages: Spread;
  /** In seconds. */
  readonly voice: Spread;
}

/** The same as one finds who does a part of the work: others may have more of the same members. */
export interface PartialTotals extends GuildTotals {
  readonly messages: Spread | MemberAmounts;
  readonly voice: Spread | MemberAmounts;
}

interface GuildTotals {
  /** A day of the week, 0 for Monday; an hour of the day; a channel; 0 of a full report. */
  readonly key: number;
  readonly joins: number;
  readonly parts: number;
  /** That of the last hour that has one; 0 with the hour −1 where none has. */
  readonly headcount: number;
  readonly headcountHour: Hour;
}

/** Puts together, in `sums`, what was found in parts. Of each bucket there is one afterwards, in no particular order. */
export function unite(found: readonly PartialTotals[], sums = new MemberSums()): BucketTotals[] {
  const buckets = new Map<number, PartialTotals[]>();
  for (const part of found) {
    const bucket = buckets.get(part.key);
    if (bucket === undefined) buckets.set(part.key, [part]);
    else bucket.push(part);
  }
  return Array.from(buckets.values(), (parts) => ({
    ...guildTotalsOf(parts),
    messages: spreadOfAll(
      parts.map(({ messages }) => messages),
      sums,
    ),
    voice: spreadOfAll(
      parts.map(({ voice }) => voice),
      sums,
    ),
  }));
}

function guildTotalsOf(parts: readonly GuildTotals[]): GuildTotals {
  return parts.reduce((a, b) => {
    const { headcount, headcountHour } = b.headcountHour > a.headcountHour ? b : a;
    return { key: a.key, joins: a.joins + b.joins, parts: a.parts + b.parts, headcount, headcountHour };
  });
}

/** What is shared by rows, one has found all of and the others nothing; what is shared by hours is added up. */
function spreadOfAll(parts: readonly (Spread | MemberAmounts)[], sums: MemberSums): Spread {
  for (const part of parts) {
    if ('members' in part) sums.add(part.members, part.amounts, part.members.length);
    else if (part.users > 0) return part;
  }
  return spreadOf(sums.take().amounts);
}
