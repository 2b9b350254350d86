import type { Query, Result } from '../query.ts';
import type { QuestionDeps } from './question-deps.ts';

export const kindMeasures = ['count', 'share'] as const;
export type KindMeasure = (typeof kindMeasures)[number];

/**
 * What messages are and carry. The rows are groups, whose names begin with what they are of:
 * - `message.reply`, `.thread`, `.sticker`, `.voice_message`, `.forward`, `.poll`, `.link`: messages, which may be in
 *   several of these; `share` is of all messages;
 * - `attachment.image`, `.video`, `.audio`, `.other`: files; `share` is of all files;
 * - `reaction.` and an emoji as a message shows it, most first, and `reaction.other` for all with fewer than ten uses:
 *   reactions; `share` is of all reactions. They are of the whole server, and no rows of a channel.
 *
 * The days that the range touches. Of a channel only whole calendar months that are over and in which five people wrote
 * there, and none that the others would give away; else `tooFew`.
 */
export async function kinds(_query: Query<'kinds'>, _deps: QuestionDeps): Promise<Result<KindMeasure>> {
  throw new Error('not answered yet');
}
