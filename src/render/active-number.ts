import { type ActiveMembers, exactly } from '../query/active-members.ts';

/** `518`, `≈ 145 (120–197)` for an estimate with its bounds, or only the bounds, `120–197`. */
export function activeNumber(members: ActiveMembers): string {
  const { low, high, estimate } = members;
  if (estimate === null) return `${low}–${high}`;
  return exactly(members) === null ? `≈ ${estimate} (${low}–${high})` : `${estimate}`;
}
