import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channelAndRange } from '../../../src/bot/input/channel-and-range.ts';
import type { Channel } from '../../../src/core/channel.ts';
import { Mistake } from '../../../src/render/mistake.ts';

const nowMs = Date.parse('2018-03-05T09:30:00Z');

const channels: readonly Channel[] = [
  { id: '100000000000000001', kind: 'text', name: 'general', number: 1, isDeleted: false },
  { id: '100000000000000002', kind: 'voice', name: 'Voice Lounge', number: 2, isDeleted: false },
  { id: '100000000000000003', kind: 'text', name: 'june', number: 3, isDeleted: false },
  { id: '100000000000000004', kind: 'voice', name: 'Voice Lounge last month', number: 4, isDeleted: false },
  { id: '100000000000000005', kind: 'category', name: 'rooms', number: 0, isDeleted: false },
];

const read = (text: string, among = channels) => channelAndRange(text, among, nowMs);

describe('a channel and a range', () => {
  test.each([
    ['', 'all', null],
    ['all', 'all', null],
    ['ALL last month', 'ALL', 'last month'],
    ['last month', 'all', 'last month'],
    ['2018', 'all', '2018'],
    ['2018-02-01 to 2018-02-05', 'all', '2018-02-01 to 2018-02-05'],
    ['general', 'general', null],
    ['General  last   month', 'General', 'last month'],
    ['#general yesterday', '#general', 'yesterday'],
    ['#nosuch yesterday', '#nosuch', 'yesterday'],
    ['<#100000000000000001> yesterday', '<#100000000000000001>', 'yesterday'],
    ['999999999999999999 yesterday', '999999999999999999', 'yesterday'],
    ['"Voice Lounge" yesterday', '"Voice Lounge"', 'yesterday'],
    ['“Voice Lounge” yesterday', '“Voice Lounge”', 'yesterday'],
    ['voice lounge yesterday', 'voice lounge', 'yesterday'],
    ['voice lounge last month', 'voice lounge last month', null],
    ['june', 'june', null],
    ['june 2017', 'june', '2017'],
    ['july 2017', 'all', 'july 2017'],
    // What is nearly a channel is one, unless it is nearly days.
    ['genral', 'genral', null],
    ['genral last month', 'genral', 'last month'],
    ['nosuch last month', 'nosuch', 'last month'],
    ['lst month', 'all', 'lst month'],
    ['yesteday', 'all', 'yesteday'],
    ['32 Jan 2018', 'all', '32 Jan 2018'],
    ['2030-01-01', 'all', '2030-01-01'],
    ['rooms yesterday', 'rooms', 'yesterday'],
  ])('%j', (text, channel, range) => {
    expect(read(text)).toEqual({ channel, range });
  });

  test('a channel that the asker may not see is not found', () => {
    expect(read('june', [])).toEqual({ channel: 'all', range: 'june' });
  });

  test.each([
    ['foobar', 'is neither a channel here nor days'],
    ['foo bar', 'is neither a channel here nor days'],
    ['"Voice Lounge yesterday', 'Expected a closing `"`'],
  ])('%j is a mistake', (text, words) => {
    expect(() => read(text)).toThrow(Mistake);
    expect(() => read(text)).toThrow(words);
  });

  test('the parts are the text, and nothing but a mistake is thrown', () => {
    const word = fc.constantFrom(
      '#',
      '"',
      'all',
      'general',
      'Voice',
      'Lounge',
      'last',
      'month',
      '2018',
      'june',
      'x',
      '”',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (text) => {
          try {
            const { channel, range } = read(text);
            const whole = [channel, range ?? ''].join(' ').trim();
            expect([whole, `${whole}`.replace(/^all ?/, '')]).toContain(text.trim().replace(/\s+/g, ' '));
          } catch (error) {
            expect(error).toBeInstanceOf(Mistake);
          }
        },
      ),
    );
  });
});
