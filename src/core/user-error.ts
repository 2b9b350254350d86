/**
 * A mistake of the person who asked. Its message is the answer: one sentence that says what was expected and
 * what came. It never holds an id, a hash or a stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
