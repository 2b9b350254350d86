import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { csvRows, type SimulatedReply, simulateWorld } from '../stages/simulate-world.ts';

type Values = Readonly<Record<string, number>>;

const cases = join(projectRoot, 'test/end-to-end/cases');

describe.each(readdirSync(cases))('world %s', (name) => {
  it('have the exact values', { timeout: 60_000 }, async () => {
    const world = join(cases, name);
    const expected: Record<string, Values | Record<string, Values>> = JSON.parse(
      readFileSync(join(world, 'expected.json'), 'utf8'),
    );
    const replies = await simulateWorld(world, Object.keys(expected), ['--now', '2018-04-02T12:00:00Z']);
    for (const reply of replies) {
      const values = expected[reply.command] ?? {};
      if (reply.command.startsWith('.report full')) expect(fieldsOf(reply)).toEqual(fieldsFor(values as Values));
      else expectMatrix(reply, values as Record<string, Values>);
    }
  });
});

function fieldsOf({ embeds }: SimulatedReply): Record<string, string> {
  return Object.fromEntries((embeds[0]?.fields ?? []).slice(1).map(({ name, value }) => [name, value]));
}

/** The embed's fields, except for Total users, which the expected values omit. */
function fieldsFor(values: Values): Record<string, string> {
  const of = (column: string) => values[column] ?? Number.NaN;
  const [joins, parts] = [of('Joins'), of('Parts')];
  return {
    'Active users': String(of('Active users')),
    'Voice users': String(of('Voice users')),
    'Delta users': `${joins - parts} (+${joins}|-${parts})`,
    Messages: String(of('Messages')),
    'Messages/user': `${of('Messages/user').toFixed(1)} (σ=${of('Messages/user (stdev)').toFixed(1)})`,
    'Voice time': `${of('Voice man-hours').toFixed(1)} man-hours`,
    'Voice time/user': `${of('Voice hours/user').toFixed(1)}h (σ=${of('Voice hours/user (stdev)').toFixed(1)}h)`,
  };
}

function expectMatrix({ texts }: SimulatedReply, expected: Record<string, Values>): void {
  const [header = [], ...rows] = csvRows(texts[0] ?? '');
  expect(rows.map(([bucket]) => bucket)).toEqual(Object.keys(expected));
  // The two columns called (stdev) are distinguished by the column before them.
  const names = header.map((name, index) => (name === '(stdev)' ? `${header[index - 1]} (stdev)` : name));
  for (const row of rows) {
    for (const [column, value] of Object.entries(expected[row[0] ?? ''] ?? {})) {
      expect(Number(row[names.indexOf(column)]), `${row[0]} ${column}`).toBeCloseTo(value, 9);
    }
  }
}
