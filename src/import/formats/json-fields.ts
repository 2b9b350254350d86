import { jsonParser } from 'stream-json/core/parser.js';

/** If a text stops being JSON, what came before in the same chunk is lost, so chunks are about as long as a message. */
const partLength = 512;

/** No text, name or number of a message is longer. A longer one would fill the memory before its end is seen. */
const longestValue = 2 ** 20;

/** Receives each value with the names of the containers around it, from the outermost inwards, and its own name. */
export interface FieldVisitor {
  /** `path` has the names of the containers, '' for those in arrays; `key` is '' in an array. `path` is reused. */
  value(path: readonly string[], key: string, value: string | boolean | null): void;
  /** An object or array has begun or ended. It is the last one of `path`. */
  opened(path: readonly string[]): void;
  closed(path: readonly string[]): void;
}

/**
 * Walks through a JSON text of any length, chunk by chunk, and keeps nothing of it. Numbers are passed as they are
 * written.
 */
export class JsonFields {
  readonly #parse = jsonParser({ packValues: true, streamValues: false });
  readonly #visitor: FieldVisitor;
  readonly #path: string[] = [];
  #key = '';
  #isComplete = false;
  /** The number of characters read since the last value, name or bracket. */
  #unfinished = 0;

  constructor(visitor: FieldVisitor) {
    this.#visitor = visitor;
  }

  /** Whether the outermost object or array has ended. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /**
   * @throws {SyntaxError} that says what was expected, if the text is not JSON or has a value longer than {@link
   *   longestValue}. The visitor has then received most of what came before.
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
