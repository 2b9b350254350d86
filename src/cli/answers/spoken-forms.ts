import type { MessageKey, Words } from '../../render/words.ts';
import { sampleOf } from './sample-values.ts';

/** A sentence with sample values: once, or in each form that it has by number or case. */
export function spokenForms(key: MessageKey, words: Words): readonly string[] {
  let forms: readonly Readonly<Record<string, string | number>>[] = [{}];
  for (const [name, cases] of words.placeholders(key)) {
    const values = cases.length === 0 ? [sampleOf(key, name)] : cases.map(caseValue);
    forms = forms.flatMap((form) => values.map((value) => ({ ...form, [name]: value })));
  }
  return [...new Set(forms.map((form) => words.say(key, form)))];
}

/** A value that leads to a case of a plural or a select. */
function caseValue(name: string): string | number {
  if (name.startsWith('=')) return Number(name.slice(1));
  return plurals[name] ?? name;
}

const plurals: Readonly<Record<string, string | number>> = { one: 1, other: 3 };
