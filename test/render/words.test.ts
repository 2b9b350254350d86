import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import enUs from '../../src/render/locales/en-US.json' with { type: 'json' };
import { english } from '../../src/render/words.ts';
import { projectRoot } from '../project-root.ts';

type Node = { readonly type: string; readonly [key: string]: unknown };

const sources = ['query', 'render', 'bot'].flatMap((room) =>
  readdirSync(join(projectRoot, 'src', room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const text = readFileSync(join(projectRoot, 'src', room, path), 'utf8');
      return { path: `${room}/${path}`, tree: parseSync(path, text).program as unknown as Node };
    }),
);

const keys = Object.keys(enUs);

describe('the words', () => {
  it('stand in the locales and nowhere else', () => {
    const strays = sources.flatMap(({ path, tree }) => sentencesIn(tree).map((text) => `${path}: ${text}`));
    expect(strays).toEqual([]);
  });

  it('are all used', () => {
    const used = sources.flatMap(({ tree }) => stringsIn(tree));
    const unused = keys.filter((key) => !used.some((text) => matchesKey(text, key)));
    expect(unused).toEqual([]);
  });

  it('are given every placeholder that they have, and no other', () => {
    const wrong = sources.flatMap(({ path, tree }) =>
      sayingsIn(tree)
        .filter(({ key, given }) => key in enUs && given !== null && given.join() !== placeholdersOf(key).join())
        .map(({ key, given }) => `${path}: ${key} needs {${placeholdersOf(key)}}, but is given {${given}}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are valid messages', () => {
    for (const text of Object.values(enUs)) expect(() => parsed(text)).not.toThrow();
  });

  it('write days as a person does', () => {
    const day = Date.UTC(2025, 10, 10) / 3_600_000;
    expect(english.days({ from: day, to: day + 96 })).toBe('10–13 November 2025');
    expect(english.days({ from: day, to: day + 24 })).toBe('10 November 2025');
    expect(english.days({ from: day - 24 * 20, to: day + 24 })).toBe('21 October – 10 November 2025');
  });
});

/** Texts of three words or more, except those of the log and of errors that are bugs, which only the log shows. */
function sentencesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(sentencesIn);
  if (!isNode(node)) return [];
  if (node.type === 'NewExpression' && isBug(node.callee as Node)) return [];
  if (node.type === 'CallExpression' && isOfLog(node.callee as Node)) return [];
  const text = textOf(node);
  const inner = Object.values(node).flatMap(sentencesIn);
  return text !== null && /[a-z]{2,}[,:;]? [a-z]{2,} [a-z]{2,}/i.test(text) ? [text, ...inner] : inner;
}

function isBug(callee: Node): boolean {
  return /(Error|CorruptColumns)$/.test(String(callee.name)) && callee.name !== 'UserError';
}

/** `this.#log.error` and the like. */
function isOfLog({ object }: Node): boolean {
  const { name, property } = (object ?? {}) as Node;
  return [name, (property as Node | undefined)?.name].includes('log');
}

/** The pieces of a template are joined by a word, so that a sentence around a value is found. */
function textOf(node: Node): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral') return null;
  return (node.quasis as Node[]).map(({ value }) => (value as { readonly cooked: string }).cooked).join('…');
}

/** A template such as `command.${name}.summary` stands for every key of that form. */
function matchesKey(text: string, key: string): boolean {
  if (!text.includes('…')) return text === key;
  const parts = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return parts.join('').length > 2 && new RegExp(`^${parts.join('[^.]+')}$`).test(key);
}

function stringsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(stringsIn);
  if (!isNode(node)) return [];
  const text = textOf(node);
  return [...(text === null ? [] : [text]), ...Object.values(node).flatMap(stringsIn)];
}

/** `say('key', { … })` and `new Mistake('key', { … })`; `given` is null where the values are not written out. */
function sayingsIn(node: unknown): { readonly key: string; readonly given: readonly string[] | null }[] {
  if (Array.isArray(node)) return node.flatMap(sayingsIn);
  if (!isNode(node)) return [];
  const inner = Object.values(node).flatMap(sayingsIn);
  const [key, values] = (node.arguments ?? []) as Node[];
  const callee = node.callee as Node | undefined;
  const name = (callee?.property as Node | undefined)?.name ?? callee?.name;
  if ((name !== 'say' && name !== 'Mistake') || key?.type !== 'Literal') return inner;
  return [{ key: String(key.value), given: namesIn(values) }, ...inner];
}

function namesIn(values: Node | undefined): readonly string[] | null {
  if (values === undefined) return [];
  if (values.type !== 'ObjectExpression') return null;
  const properties = values.properties as Node[];
  if (properties.some(({ type }) => type === 'SpreadElement')) return null;
  return properties.map(({ key }) => String((key as Node).name ?? (key as Node).value)).sort();
}

function placeholdersOf(key: string): readonly string[] {
  const names = new Set<string>();
  const visit = (elements: ReturnType<IntlMessageFormat['getAst']>): void => {
    for (const element of elements) {
      if (element.type === 0 || element.type === 7) continue; // Text, and the number sign of a plural.
      names.add(element.value);
      if ('options' in element) for (const { value } of Object.values(element.options)) visit(value);
    }
  };
  visit(parsed(enUs[key as keyof typeof enUs]).getAst());
  return [...names].sort();
}

function parsed(text: string): IntlMessageFormat {
  return new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
