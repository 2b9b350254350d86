import { jsonParser } from 'stream-json/core/parser.js';

/** Where a text stops being JSON, what came before it in the same part is lost: parts are as long as a message or so. */
const partLength = 512;

/** A longer text, name or number is none of a message's, and would fill the memory before its end is seen. */
const longestValue = 2 ** 20;

/** Told of a single value, of the containers around it from the outermost inwards, and of its name in the last. */
export interface FieldVisitor {
  /** `path` holds the names of the containers, '' for those in arrays; `key` is '' in an array. It is used again. */
  value(path: readonly string[], key: string, value: string | boolean | null): void;
  /** An object or array began or ended, which `path` ends with. */
  opened(path: readonly string[]): void;
  closed(path: readonly string[]): void;
}

/**
 * Walks through a JSON text of any length, which comes in parts, and keeps nothing of it. Numbers are given as they are
 * written.
 */
export class JsonFields {
  readonly #parse = jsonParser({ packValues: true, streamValues: false });
  readonly #visitor: FieldVisitor;
  readonly #path: string[] = [];
  #key = '';
  #isComplete = false;
  /** How many characters were read since the last value, name or bracket. */
  #unfinished = 0;

  constructor(visitor: FieldVisitor) {
    this.#visitor = visitor;
  }

  /** Whether the outermost object or array has ended. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /**
   * @throws {SyntaxError} that says what was expected where the text is no JSON, or has a value that is longer than any can
   *   be. The visitor has then seen most of what came before.
   */
  read(text: string): void {
    for (let start = 0; start < text.length; start += partLength) this.#readPart(text.slice(start, start + partLength));
  }

  #readPart(text: string): void {
    const tokens = this.#tokens(text);
    this.#unfinished = tokens.length === 0 ? this.#unfinished + text.length : 0;
    if (this.#unfinished > longestValue) {
      throw new SyntaxError(`expected no text of more than ${longestValue} characters`);
    }
    for (const token of tokens) {
      switch (token.name) {
        case 'startObject':
        case 'startArray':
          this.#path.push(this.#key);
          this.#key = '';
          this.#visitor.opened(this.#path);
          break;
        case 'endObject':
        case 'endArray':
          this.#visitor.closed(this.#path);
          this.#path.pop();
          this.#key = '';
          this.#isComplete = this.#path.length === 0;
          break;
        case 'keyValue':
          this.#key = token.value;
          break;
        case 'stringValue':
        case 'numberValue':
        case 'trueValue':
        case 'falseValue':
        case 'nullValue':
          this.#visitor.value(this.#path, this.#key, token.value);
          break;
      }
    }
  }

  #tokens(text: string) {
    try {
      const tokens = this.#parse(text);
      return tokens !== null && typeof tokens === 'object' && 'values' in tokens ? tokens.values : [];
    } catch (cause) {
      throw new SyntaxError('expected JSON', { cause });
    }
  }
}
