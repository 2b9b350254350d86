import { describe, expect, test } from 'vitest';
import { type KindMeasure, kindMeasures } from '../../../src/query/questions/kinds.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { kindsEmbed } from '../../../src/render/embeds/kinds-embed.ts';
import { english } from '../../../src/render/words.ts';
import type { ResultChanges } from '../a-result.ts';
import { fieldsOf, groupRow, resultOf } from './some-rows.ts';

const off = notKnown('contentOff');

describe('the embed of the kinds of messages', () => {
  test('shows numbers and shares, with emoji as they are', () => {
    const embed = embedOf({
      'message.reply': [1234, 0.284],
      'message.sticker': [0, 0],
      'message.link': [off, off],
      'attachment.image': [1, 0.004],
      'attachment.other': [off, off],
      'reaction.👍': [120, 0.6],
      'reaction.<:blob:310000000000000009>': [70, 0.35],
      'reaction.other': [10, 0.05],
    });
    expect(fieldsOf(embed)).toEqual({
      Messages: 'Replies: 1,234 (28\u202f%)\nStickers: 0\nWith links: –',
      Files: 'Images: 1 (<1\u202f%)\nOther files: –',
      Reactions: '👍: 120 (60\u202f%)\n<:blob:310000000000000009>: 70 (35\u202f%)\nothers: 10 (5\u202f%)',
    });
    expect(embed.footer?.text).toContain('the Message Content intent is off');
    expect(embed.footer?.text).toContain('emoji with fewer than ten uses are added up');
  });

  test('says once why nothing of a kind is known', () => {
    const channel = { id: '1', kind: 'text', name: 'art', number: 1, isDeleted: false } as const;
    const tooFew = notKnown('tooFew');
    const [hidden, without] = [[tooFew, tooFew] as [Value, Value], [off, off] as [Value, Value]];
    const rows = { 'message.reply': hidden, 'message.link': hidden, 'attachment.image': without };
    const embed = embedOf(rows, { query: { channel } });
    expect(embed.title).toBe('Kinds of messages in #art');
    expect(fieldsOf(embed)).toEqual({
      Messages: '– (of a channel only whole months that are over are shown, if five people or more wrote there)',
      Files: '– (the Message Content intent is off)',
    });
  });

  test('lists the reactions that were used most', () => {
    const rows = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`reaction.e${index}`, [99 - index, 0.01]]),
    );
    const { Reactions = '' } = fieldsOf(embedOf(rows as Record<string, [Value, Value]>));
    expect(Reactions.split('\n')).toHaveLength(12);
    expect(Reactions).toMatch(/^e0: 99 \(1/);
  });
});

function embedOf(rows: Record<string, [Value, Value]>, changes: ResultChanges<KindMeasure> = {}) {
  const made = Object.entries(rows).map(([name, [count, share]]) => groupRow<KindMeasure>(name, { count, share }));
  return kindsEmbed(resultOf(made, kindMeasures, changes), english);
}
