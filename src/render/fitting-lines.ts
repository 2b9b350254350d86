/** The longest content of a message, in characters (Discord API reference, "Create Message"). */
const longestContent = 2000;

/** The lines as the content of one message: as many whole lines as fit, and the number left out. */
export function fittingLines(lines: readonly string[]): string {
  const whole = lines.join('\n');
  if (whole.length <= longestContent) return whole;
  let length = 0;
  const fitting = lines.filter((line) => {
    const isFitting = length + line.length + 1 <= longestContent - roomForNote;
    if (isFitting) length += line.length + 1;
    return isFitting;
  });
  const left = lines.length - fitting.length;
  return [...fitting, `${left} more ${left === 1 ? 'line does' : 'lines do'} not fit here.`].join('\n');
}

const roomForNote = 50;
