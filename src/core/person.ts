import type { Snowflake } from './snowflake.ts';

/**
 * A Discord user. The id inside cannot be printed, logged or serialised by accident. Only `vault/` may read it, which
 * `test/architecture.test.ts` enforces.
 */
export class Person {
  readonly #userId: Snowflake;

  constructor(userId: Snowflake) {
    this.#userId = userId;
  }

  /** The user id. Only for `vault/`. */
  static userIdOf(person: Person): Snowflake {
    return person.#userId;
  }
}
