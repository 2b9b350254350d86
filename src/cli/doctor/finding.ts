import { printable } from './format.ts';

/** One thing that the doctor found. It never names a person. */
export interface Finding {
  readonly text: string;
  /** What to do about it; null where nothing needs to be done. */
  readonly remedy: string | null;
}

/** Findings that belong together. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** Something to know. */
export function note(text: string): Finding {
  return { text, remedy: null };
}

/** Something to be mended, and how. */
export function fault(text: string, remedy: string): Finding {
  return { text, remedy };
}

/** The section as it is printed. What needs action has an exclamation mark before it and the remedy below it. */
export function sectionText({ title, findings }: Section): string {
  const lines = findings.flatMap(({ text, remedy }) =>
    remedy === null ? [`  · ${text}`] : [`  ! ${text}`, `    What to do: ${remedy}`],
  );
  return [title, ...lines].map(printable).join('\n');
}
