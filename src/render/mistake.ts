import { UserError } from '../core/errors.ts';
import { english, type MessageKey, type MessageValues, type Words } from './words.ts';

/**
 * A mistake of the person who asked in Discord, as a sentence in the locales. Its message is the English sentence, for
 * the command line.
 */
export class Mistake extends UserError {
  readonly #key: MessageKey;
  readonly #values: MessageValues;

  constructor(key: MessageKey, values: MessageValues = {}) {
    super(english.say(key, values));
    this.#key = key;
    this.#values = values;
  }

  /** The sentence in a language. */
  in(words: Words): string {
    return words.say(this.#key, this.#values);
  }
}

/** What stands in the way of an answer though the person did nothing wrong, such as a queue that is full. */
export class Obstacle extends Mistake {}
