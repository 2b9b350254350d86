import { flag, integer, list, type Of, optional, record, type Shape, text } from '../../core/shape.ts';
import {
  bits,
  channel,
  channelFields,
  channelOfGuild,
  guildOfRest,
  instant,
  messageOfHistory,
  snowflake,
} from '../discord-shapes.ts';

/**
 * Discord answered, but not as documented. Treated as no answer: the request is repeated, or the period becomes a gap.
 * The message names the invalid field, never its value.
 */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';

  /** @param what What is unexpected, in a few words. */
  constructor(what: string) {
    super(`Discord answered something unexpected: ${what}`);
  }
}

/** The shape of each kind of answer, with exactly the fields that Census reads (Discord API reference). */
export const answerShapes = {
  application: record({ id: snowflake, flags: optional(bits) }),
  channel: channelOfGuild,
  channels: list(channel),
  threads: record({ threads: list(channel) }),
  archivedThreads: record({
    threads: list(
      record({
        ...channelFields,
        thread_metadata: optional(record({ archived: flag, archive_timestamp: optional(instant) })),
      }),
    ),
    has_more: flag,
  }),
  messages: list(messageOfHistory),
  message: record({ author: record({ id: snowflake }) }),
  guild: guildOfRest,
  guildCounts: record({ id: snowflake, approximate_presence_count: optional(integer(0, 100_000_000)) }),
  member: record({ roles: list(snowflake) }),
  user: record({ id: snowflake }),
  commands: list(record({ name: text(100) })),
  gateway: record({
    url: text(1_000, 1),
    shards: integer(1, 4_096),
    session_start_limit: record({
      remaining: integer(0, 1_000_000),
      reset_after: integer(0, Number.MAX_SAFE_INTEGER),
      max_concurrency: integer(1, 100_000),
    }),
  }),
} as const satisfies Readonly<Record<string, Shape<unknown>>>;

/**
 * Validates an answer.
 *
 * @throws {UnexpectedAnswer} if the answer does not have the shape of its kind.
 */
export function readAnswer<Kind extends keyof typeof answerShapes>(
  kind: Kind,
  answer: unknown,
): Of<(typeof answerShapes)[Kind]> {
  const field = answerShapes[kind].faultIn(answer);
  if (field === null) return answer as Of<(typeof answerShapes)[Kind]>;
  throw new UnexpectedAnswer(field === '' ? kind : `${kind}, ${field}`);
}
