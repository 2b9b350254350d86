import type { Words } from './words.ts';

/** The longest content of a message, in characters (Discord API reference, "Create Message"). */
const longestContent = 2000;

/** The lines as the content of one message: as many whole lines as fit, and the number left out. */
export function fittingLines(lines: readonly string[], words: Words): string {
  const whole = lines.join('\n');
  if (whole.length <= longestContent) return whole;
  const longestNote = words.say('answer.linesLeft', { count: lines.length });
  let length = 0;
  const fitting = lines.filter((line) => {
    const isFitting = length + line.length + 1 <= longestContent - longestNote.length - 1;
    if (isFitting) length += line.length + 1;
    return isFitting;
  });
  const note = words.say('answer.linesLeft', { count: lines.length - fitting.length });
  return [...fitting, note].join('\n');
}
