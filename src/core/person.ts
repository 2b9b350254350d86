import type { Snowflake } from './snowflake.ts';

/**
 * Somebody on Discord. The id inside can be neither printed, logged nor serialised by accident: every room
 * but `vault/` passes a person on unopened (`test/architecture.test.ts` holds the others to it).
 */
export class Person {
  readonly #userId: Snowflake;

  constructor(userId: Snowflake) {
    this.#userId = userId;
  }

  /** The user id. Only `vault/` may ask. */
  static userIdOf(person: Person): Snowflake {
    return person.#userId;
  }
}
