import type { Result } from '../../query/query.ts';
import type { ChangeMeasure } from '../../query/questions/compared/change.ts';
import { changeLines } from '../pictures/change-lines.ts';
import type { Words } from '../words.ts';

/** How a range stands against the time before, as under the title of a picture. What is unusual is in bold. */
export function changeText(change: Result<ChangeMeasure> | null, words: Words): string {
  const lines = changeLines(change, words);
  return lines.map(({ text, isUnusual }) => (isUnusual ? `**${text}**` : text)).join('; ');
}
