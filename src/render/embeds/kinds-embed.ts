import type { APIEmbed } from '@discordjs/core';
import type { Result, ResultRow } from '../../query/query.ts';
import type { KindMeasure } from '../../query/questions/kinds.ts';
import { isNotKnown, type Reason } from '../../query/value.ts';
import { spanText } from '../report-notes.ts';
import { countText, shareText } from '../spoken-values.ts';
import { unknown } from '../values.ts';
import type { MessageKey, Words } from '../words.ts';
import { answerEmbed, notesOf } from './answer-embed.ts';

/** What messages are and carry, as moderators read it. */
export function kindsEmbed(made: Result<KindMeasure>, words: Words, remarks: readonly string[] = []): APIEmbed {
  const { query, rows } = made;
  const { channel, range } = query;
  const linesOf = (group: Group) => {
    const own = rows.filter((row) => groupOf(row) === group);
    const why = commonReason(own);
    if (why !== null) return [because(why, channel !== null, words)];
    return own.map((row) => words.say('kinds.line', cellsOf(row, words)));
  };
  const reactions = linesOf('reaction');
  return answerEmbed(
    {
      title: channel === null ? words.say('kinds.title') : words.say('kinds.titleOfChannel', { channel: channel.name }),
      description: [spanText(range, words)],
      fields: [
        { name: words.say('kinds.messages'), lines: linesOf('message'), isShort: true },
        { name: words.say('kinds.attachments'), lines: linesOf('attachment'), isShort: true },
        { name: words.say('kinds.reactions'), lines: reactions.slice(0, mostReactions), isShort: true },
      ],
      notes: [
        words.say('note.utc'),
        ...remarks,
        ...notesOf(made, ['count'], words),
        ...(reactions.length > 0 ? [words.say('kinds.reactionsNote')] : []),
      ],
    },
    words,
  );
}

const mostReactions = 12;

type Group = 'message' | 'attachment' | 'reaction';

function groupOf({ key }: ResultRow<KindMeasure>): Group {
  return (key.kind === 'group' ? key.name.split('.', 1)[0] : 'message') as Group;
}

/** Why no number is known; null if one is. */
function commonReason(rows: readonly ResultRow<KindMeasure>[]): Reason | null {
  const reasons = rows.map(({ values: { count } }) => (isNotKnown(count) ? count.notKnown : null));
  return reasons.length > 0 && new Set(reasons).size === 1 ? (reasons[0] ?? null) : null;
}

function because(reason: Reason, isOfChannel: boolean, words: Words): string {
  const isHidden = isOfChannel && reason === 'tooFew';
  const why = isHidden ? words.say('kinds.channelHidden') : words.say(`why.${reason}`);
  return words.say('active.unknownBecause', { mark: unknown, why });
}

/** `Replies: 1,234 (28 %)`. */
function cellsOf(row: ResultRow<KindMeasure>, words: Words) {
  const { count, share } = row.values;
  const said = { name: kindName(row, words), count: isNotKnown(count) ? unknown : countText(count, words) };
  return {
    ...said,
    share:
      typeof share === 'number' && count !== 0 ? words.say('kinds.shareOf', { share: shareText(share, words) }) : '',
  };
}

/** An emoji stands for itself. */
function kindName(row: ResultRow<KindMeasure>, words: Words): string {
  const name = row.key.kind === 'group' ? row.key.name : '';
  const group = groupOf(row);
  const kind = name.slice(group.length + 1);
  return group === 'reaction' && kind !== 'other' ? kind : words.say(`kinds.of.${group}.${kind}` as MessageKey);
}
