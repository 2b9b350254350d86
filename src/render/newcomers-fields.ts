import { tenureBuckets } from '../core/membership/tenure.ts';
import { fewestJoiners, type Newcomers, type Returned } from '../query/newcomers.ts';

/**
 * The numbers about newcomers as fields of an embed, names to values.
 *
 * @param countsMembers Whether the Server Members intent is on. Without it, joins are unknown and nothing about
 * newcomers is shown.
 */
export function newcomersFields(newcomers: Newcomers, countsMembers: boolean): Record<string, string> {
  const { tenure, newMembers, establishedMembers, retention } = newcomers;
  const whyNot = (reason: string) =>
    countsMembers ? `hidden: ${reason}` : 'not known: the Server Members intent is off';
  const few = whyNot(`fewer than ${fewestJoiners} joiners known`);
  const fewInPart = whyNot(`a part of it is of fewer than ${fewestJoiners} joiners`);
  const buckets = tenureBuckets.map((bucket) => `${bucket}: ${tenure[bucket] ?? '–'}`);
  const returned = (found: Returned | null) => (found === null ? few : shareText(found.stayed, found.joiners));
  return {
    'Active days of new members':
      newMembers === null ? fewInPart : shareText(newMembers, newMembers + establishedMembers),
    'Active days by time since joining': buckets.join(' · '),
    'Came back after 1 day': returned(retention.day1),
    'Came back after 7 days': returned(retention.day7),
    'Came back after 30 days': returned(retention.day30),
  };
}

/** `4 of 12 (33.3 %)` */
function shareText(part: number, whole: number): string {
  return whole === 0 ? '0' : `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
}
