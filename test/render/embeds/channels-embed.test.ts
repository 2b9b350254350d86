import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../../src/core/channel.ts';
import type { ResultRow } from '../../../src/query/query.ts';
import {
  type ChannelChangeMeasure,
  channelChangeMeasures,
} from '../../../src/query/questions/compared/channel-changes.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { channelsEmbed } from '../../../src/render/embeds/channels-embed.ts';
import { english } from '../../../src/render/words.ts';
import type { ResultChanges } from '../a-result.ts';
import { channelRow, fieldsOf, resultOf } from './some-rows.ts';

type Row = ResultRow<ChannelChangeMeasure>;

const learning = notKnown('learning');
const quiet: Record<ChannelChangeMeasure, Value> = {
  messages: 0,
  share: 0,
  people: 0,
  peopleBefore: 0,
  marked: 0,
  usualLow: learning,
  usualHigh: learning,
  unusual: learning,
  voiceSeconds: 0,
  lastMessageDay: 0,
};

describe('the embed of the channels', () => {
  test('lists busy, growing, shrinking and silent ones, and voice', () => {
    const embed = embedOf([
      row('general', {
        messages: 1619,
        people: 43,
        peopleBefore: 77,
        marked: -1,
        usualLow: 1200,
        usualHigh: 2300,
        unusual: 0,
      }),
      row('maths', { messages: 5647, people: 50, peopleBefore: 20, marked: 1 }),
      row('lean4', { messages: 1, people: 1, usualLow: 1300, usualHigh: 2400, unusual: -1 }),
      row('attic', {}),
      row('Lounge', { voiceSeconds: 309 * 3600, people: 12 }, { kind: 'voice' }),
      { key: { kind: 'hidden' }, values: { ...quiet, messages: 12, voiceSeconds: 600 } },
    ]);
    expect(fieldsOf(embed)).toEqual({
      Busy: [
        '#maths: 5,647 messages, 50 people',
        '#general: 1,619 messages, 43 people; usual 1,200–2,300',
        '#lean4: 1 message, 1 person; **▼ below usual** (1,300–2,400)',
      ].join('\n'),
      'More people': '▲ #maths: 50 people, from 20',
      'Fewer people': '▼ #general: 43 people, from 77',
      Voice: '#Lounge: 309 h, 12 people',
      'Silent: no message': '#attic',
      'Channels you cannot see': '12 messages and 10 min in voice, all together',
    });
    expect(embed.footer?.text).toContain("usual: the range of the channel's messages in the last twelve months");
    expect(embed.footer?.text).toContain('one channel in twenty is marked all the same');
  });

  test('shows the quietest after the busiest, each once', () => {
    const rows = Array.from({ length: 11 }, (_, index) => row(`c${index}`, { messages: 100 - index, people: 2 }));
    const { Busy = '', Quiet = '' } = fieldsOf(embedOf(rows));
    const names = (text: string) => text.split('\n').map((line) => line.split(':')[0]);
    expect(names(Busy)).toEqual(['#c0', '#c1', '#c2', '#c3', '#c4', '#c5', '#c6', '#c7']);
    expect(names(Quiet)).toEqual(['#c10', '#c9', '#c8']);
  });

  test('calls no channel silent of which nothing is known, and says why', () => {
    const embed = embedOf([row('mods', { messages: notKnown('channelIgnored'), people: notKnown('channelIgnored') })]);
    expect(embed.fields ?? []).toEqual([]);
    expect(embed.footer?.text).toContain('nothing is counted in #mods, which is ignored');
    expect(embed.description).toContain('Nobody wrote or talked.');
  });

  test('compares with nothing that was observed for another share', () => {
    const before = resultOf<ChannelChangeMeasure>([], channelChangeMeasures);
    const said = (values: Partial<typeof quiet>) => embedOf([row('general', values)], { before }).description;
    expect(said({ messages: 1 })).toContain('People are compared with 12–13 January 2018.');
    expect(said({ messages: 1, marked: notKnown('notComparable') })).not.toContain('compared');
  });

  test('fits into an embed, however many channels there are and whatever they are called', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });
    const many = fc.array(fc.tuple(name, fc.nat(3), fc.constantFrom(-1, 0, 1)), { minLength: 60, maxLength: 120 });
    fc.assert(
      fc.property(many, (drawn) => {
        const rows = drawn.map(([called, messages, marked], index) =>
          row(
            called,
            { messages: messages * 1000, people: 9, marked, voiceSeconds: 60 },
            { kind: index % 2 ? 'voice' : 'text' },
          ),
        );
        const { title = '', description = '', fields = [], footer } = embedOf(rows);
        for (const { value } of fields) expect(value.length).toBeLessThanOrEqual(1024);
        const all = fields.reduce((sum, each) => sum + each.name.length + each.value.length, 0);
        expect(all + title.length + description.length + (footer?.text.length ?? 0)).toBeLessThanOrEqual(6000);
      }),
      { numRuns: 20 },
    );
  });
});

function row(name: string, values: Partial<typeof quiet>, channel: Partial<Channel> = {}): Row {
  return channelRow({ ...quiet, ...values }, { name, ...channel });
}

function embedOf(rows: readonly Row[], changes: ResultChanges<ChannelChangeMeasure> = {}) {
  return channelsEmbed(resultOf(rows, channelChangeMeasures, changes), english);
}
