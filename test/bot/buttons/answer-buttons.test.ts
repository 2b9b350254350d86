import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerButtons, type Numbered, type ShownAnswer } from '../../../src/bot/buttons/answer-buttons.ts';
import { buttonRows } from '../../../src/bot/buttons/button-rows.ts';
import { pressedCommand } from '../../../src/bot/buttons/pressed-command.ts';
import { commands } from '../../../src/bot/commands/commands.ts';
import { parseDateRange } from '../../../src/bot/input/date-range.ts';
import { hoursOfMonth, monthOf, monthsOfRange } from '../../../src/core/time.ts';
import { english } from '../../../src/render/words.ts';
import { aChannel } from '../../query/a-store.ts';

/** Wednesday, 16 October 2024, 09:30. */
const nowMs = Date.UTC(2024, 9, 16, 9, 30);
const june = monthOf(Date.UTC(2024, 5));
const numbers: Numbered = { nowMs, firstMs: Date.UTC(2023, 0, 1), pruned: new Set([june]) };
const general = aChannel(1, 'general');

const shown = (text: string, changes: Partial<ShownAnswer> = {}): ShownAnswer => ({
  use: { command: 'report', options: { type: 'full', channel: 'all' } },
  view: 'report',
  channel: null,
  text,
  range: parseDateRange(text, nowMs),
  ...changes,
});

const rowOf = (answer: ShownAnswer) => answerButtons(answer, numbers, english)[0] ?? [];

/** The uses that can be pressed. */
const leadingTo = (answer: ShownAnswer) =>
  rowOf(answer)
    .filter(({ isEnabled }) => isEnabled)
    .map(({ button, command, options }) => `${button}: ${[command, ...options.values()].join(' ')}`);

describe('the buttons under an answer', () => {
  it('lead on from it', () => {
    expect(leadingTo(shown('last month'))).toEqual([
      'before: report full all 2024-08',
      'after: report full all 2024-10',
      'channels: channels 2024-09',
      'when: when all 2024-09',
      'files: report full all csv 2024-09',
    ]);
  });

  it('keep to its channel', () => {
    const use = { command: 'report', options: { type: 'hourly', channel: general.id } };
    expect(leadingTo(shown('2024-10-01', { use, view: 'when', channel: general }))).toEqual([
      `before: report hourly ${general.id} 2024-09-30`,
      `after: report hourly ${general.id} 2024-10-02`,
      `report: report full ${general.id} 2024-10-01`,
      'channels: channels 2024-10-01',
      `files: report hourly ${general.id} csv 2024-10-01`,
    ]);
  });

  it('never lead to a report of a month whose counters were deleted, except the full one of the whole', () => {
    expect(leadingTo(shown('2024-07'))).toContain('before: report full all 2024-06');
    expect(
      leadingTo(shown('2024-07', { use: { command: 'report', options: { type: 'weekday', channel: 'all' } } })),
    ).toEqual(expect.not.arrayContaining([expect.stringContaining('before')]));
    expect(leadingTo(shown('2024-07-01')).join()).not.toContain('before');
    const ofChannel = { use: { command: 'report', options: { type: 'full', channel: general.id } }, channel: general };
    expect(leadingTo(shown('2024-07', ofChannel)).join()).not.toContain('before');
    expect(leadingTo(shown('2024-06'))).toContain('files: report full all csv 2024-06');
  });

  it('never lead to a report over the end of a month', () => {
    const answer = shown('2024-09-20..2024-10-05', { use: { command: 'active', options: {} }, view: null });
    expect(leadingTo(answer).join()).not.toContain('report');
    expect(leadingTo(answer)).toContain('before: active 2024-09-05..2024-09-20');
  });

  it('are as Discord takes them, whatever the answer is, and name no person', () => {
    const days = fc.tuple(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 31 })).map(([back, length]) => {
      const from = Math.floor(nowMs / 86_400_000) - back;
      return { from: from * 24, to: (from + length) * 24 };
    });
    const iso = (hour: number) => new Date(hour * 3_600_000).toISOString().slice(0, 10);
    const longest = { ...general, id: '18446744073709551615' };
    fc.assert(
      fc.property(
        days,
        fc.constantFrom('full', 'weekday', 'hourly', 'channels'),
        fc.boolean(),
        (range, type, isOne) => {
          if (monthsOfRange(range).length > 1) return;
          const channel = isOne ? longest : null;
          const use = { command: 'report', options: { type, channel: channel?.id ?? 'all' } };
          const text = `${iso(range.from)}..${iso(range.to)}`;
          const buttons = answerButtons({ use, view: null, channel, text, range }, numbers, english);
          const [row] = buttonRows(buttons);
          const customIds = row?.components.map((component) => component.custom_id) ?? [];
          expect(new Set(customIds).size).toBe(customIds.length);
          expect(customIds.length).toBeLessThanOrEqual(5);
          for (const customId of customIds) {
            expect(customId.length).toBeLessThanOrEqual(100);
            expect(pressedCommand(customId, commands)).not.toBe(null);
            expect(customId.replace(longest.id, '')).not.toMatch(/\d{6}/);
          }
        },
      ),
    );
  });

  it('of a running month keep to the month', () => {
    const [before, after, ...others] = rowOf(shown('this month', { range: { ...hoursOfMonth(monthOf(nowMs)) } }));
    expect([before?.options.get('range'), after?.isEnabled]).toEqual(['2024-09', false]);
    expect(others.map(({ options }) => options.get('range'))).toEqual(Array(others.length).fill('2024-10'));
  });
});
