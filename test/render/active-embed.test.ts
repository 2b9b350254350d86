import { describe, expect, test } from 'vitest';
import type { ActiveNumbers, ActiveReport } from '../../src/query/active/active-reporter.ts';
import { activeEmbed, activeLine } from '../../src/render/active-embed.ts';

const exact = (members: number) => ({ low: members, high: members, estimate: members });

const numbers: ActiveNumbers = {
  perDay: 74.23,
  week: { low: 120, high: 197, estimate: 145 },
  month: exact(518),
  inRange: exact(530),
};

const report: ActiveReport = {
  ...numbers,
  before: { perDay: 50, week: exact(290), month: exact(0), inRange: { low: 1, high: 2, estimate: null } },
  range: { from: 0, to: 48 },
  hasTrial: false,
  coverage: { observedShare: 1, gaps: [] },
  isSealed: true,
  isSplit: false,
  spansMonths: false,
  prunedMonths: [],
  importedMonths: [],
};

describe('the embed of the active members', () => {
  test('distinguishes an estimate from a number, and shows the change', () => {
    expect(fieldsOf(report)).toEqual({
      'Active in the range': '530',
      DAU: '74.2 on average (+48 %)',
      WAU: '≈ 145 (120–197) (−50 %)',
      MAU: '518',
      Stickiness: '14 % (DAU ÷ MAU)',
    });
    expect(activeEmbed(report, {}, ['a note']).footer?.text).toMatch(/^a note · people cannot be recognised/);
  });

  test('has only bounds if there is no estimate', () => {
    const month = { low: 10, high: 15, estimate: null };
    expect(fieldsOf({ ...report, month })).toMatchObject({ MAU: '10–15', Stickiness: 'not known' });
  });

  test('explains no estimate if there is none', () => {
    expect(activeEmbed({ ...report, week: exact(3) }, {}, ['a note']).footer?.text).toBe('a note');
  });

  test('distinguishes deleted counters from no activity', () => {
    const deleted = { ...report, perDay: null, week: null, month: null };
    expect(fieldsOf(deleted)).toMatchObject({ DAU: 'not known', Stickiness: 'not known' });
    expect(fieldsOf({ ...report, perDay: 0, month: exact(0) })).toMatchObject({ Stickiness: '–' });
  });
});

test('both say so if the first days after joining do not count', () => {
  const without = 'without members who have just joined';
  expect(activeEmbed({ ...report, hasTrial: true }, {}, []).description).toContain(`were in voice, ${without}.`);
  expect(activeEmbed(report, {}, []).description).not.toContain(without);
  expect(activeLine({ inRange: exact(2), perDay: 2, hasTrial: true })).toBe(
    `Wrote or talked: 2 members, 2.0 on an average day (${without})`,
  );
});

test('the line of a full report uses the singular for one member, and is left out if nothing is known', () => {
  expect(activeLine({ inRange: exact(1), perDay: 0.5, hasTrial: false })).toBe(
    'Wrote or talked: 1 member, 0.5 on an average day',
  );
  expect(activeLine({ inRange: null, perDay: null, hasTrial: true })).toBeNull();
});

function fieldsOf(active: ActiveReport): Record<string, string> {
  const { fields = [] } = activeEmbed(active, {}, ['a note']);
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}
