import { printable } from '../io/format.ts';

/** One result of the doctor. It never names a person. */
export interface Finding {
  readonly text: string;
  /** What to do about it; null if nothing needs to be done. */
  readonly remedy: string | null;
}

/** Findings about one subject. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** Information that needs no action. */
export function note(text: string): Finding {
  return { text, remedy: null };
}

/** A problem and its remedy. */
export function fault(text: string, remedy: string): Finding {
  return { text, remedy };
}

/** The printed section. A problem has an exclamation mark before it and its remedy below it. */
export function sectionText({ title, findings }: Section): string {
  const lines = findings.flatMap(({ text, remedy }) =>
    remedy === null ? [`  · ${text}`] : [`  ! ${text}`, `    What to do: ${remedy}`],
  );
  return [title, ...lines].map(printable).join('\n');
}
