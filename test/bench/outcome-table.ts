import type { Outcome } from './benchmark.ts';

const nameWidth = 60;

const tableWidth = 120;

export const tableHead = rowOf('what', 'ours', 'reference', 'ratio', 'target', '');

/** One line of the table. */
export function outcomeLine({ name, unit, ours, reference, ratio, target, holds }: Outcome): string {
  return rowOf(
    name,
    `${figure(ours)} ${unit}`,
    reference === null ? '' : `${figure(reference)} ${unit}`,
    ratio === null ? '' : `${ratio.toFixed(2)} ×`,
    target,
    holds ? 'holds' : 'MISSED',
  );
}

/** What is said beside the table, in lines as long as its own. */
export function noteLines(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > tableWidth - 4) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((part, index) => `${index === 0 ? '  · ' : '    '}${part}`).join('\n');
}

/** How many targets hold, and which do not. */
export function summaryLine(outcomes: readonly Outcome[]): string {
  const missed = outcomes.filter(({ holds }) => !holds);
  const held = `${outcomes.length - missed.length} of ${outcomes.length} targets hold`;
  return missed.length === 0 ? `${held}.` : `${held}; missed: ${missed.map(({ name }) => name).join(' · ')}.`;
}

/** The outcomes for programs: the keys of {@link Outcome} and no others. */
export function outcomeJson(outcomes: readonly Outcome[]): string {
  const list = outcomes.map(({ name, unit, ours, reference, ratio, target, holds }) => {
    return { name, unit, ours, reference, ratio, target, holds };
  });
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** Three digits, or all before the point: more would pretend to know what the next run denies. */
export function figure(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(digits, 6), useGrouping: true });
}

function rowOf(name: string, ours: string, reference: string, ratio: string, target: string, verdict: string): string {
  const numbers = `${ours.padStart(18)}${reference.padStart(18)}${ratio.padStart(9)}`;
  return `${name.padEnd(nameWidth)}${numbers}  ${target.padEnd(10)}  ${verdict}`.trimEnd();
}
