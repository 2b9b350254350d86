import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportCounters } from '../../src/cli/export.ts';
import type { Counter } from '../../src/core/counter.ts';
import { UserError } from '../../src/core/errors.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { month, monthHours } from '../columns/some-counters.ts';
import { aChannel, guildId, tokenOf, withStore } from '../query/a-store.ts';
import { parseCsv } from '../render/files/naive-csv.ts';
import { aBatch, aGuild, nobody } from '../store/a-batch.ts';
import { noSummaries } from '../store/no-summaries.ts';
import { aTerminal, type Terminal } from './a-terminal.ts';

const counters: Counter[] = [3, 9].map((hour) => {
  return { hour: monthHours.from + hour, metric: 'msg', channel: 1, member: 7, amount: 2 };
});
const content = { batches: [counters], channels: [aChannel(1, 'general')], openMonth: month };
const token = tokenOf(7).toString(16);
const byHour = [
  ['2018-03-01T03:00:00Z', 'msg', token, '#general', '2'],
  ['2018-03-01T09:00:00Z', 'msg', token, '#general', '2'],
];
const byDay = [['2018-03-01T00:00:00Z', 'msg', token, '#general', '4']];
const march = '2018-03-01 to 2018-04-01';

describe('npm run export', () => {
  it.each([
    ['by the hour', '', [], byHour],
    ['by the day, by EXPORT_GRAIN', 'day', [], byDay],
    ['by the day, by --grain', '', ['--grain', 'day'], byDay],
    ['by --grain, whatever EXPORT_GRAIN is', 'day', ['--grain', 'hour'], byHour],
    ['by --grain, even if EXPORT_GRAIN is invalid', 'week', ['--grain', 'day'], byDay],
  ])('counts %s', async (_how, environment, args, expected) => {
    const { io } = aTerminal({ environment: { EXPORT_GRAIN: environment } });
    await withStore(content, async (_store, directory) => {
      const out = join(directory, 'out.csv.gz');
      expect(await exportCounters.run(['--data', directory, '--range', march, '--out', out, ...args], io)).toBe(0);
      expect(parseCsv(gunzipSync(readFileSync(out)).toString()).slice(1)).toEqual(expected);
    });
  });

  it.each([
    ['--grain', 'hour', ['--grain', 'week'], '--grain: expected hour or day'],
    ['EXPORT_GRAIN', 'week', [], 'EXPORT_GRAIN: expected hour or day'],
  ])('refuses another %s', async (_what, environment, args, sentence) => {
    const { io } = aTerminal({ environment: { EXPORT_GRAIN: environment } });
    await expect(exportCounters.run(['--data', 'x', '--out', 'y.csv', ...args], io)).rejects.toThrow(
      new UserError(sentence),
    );
  });

  it('names the months that are missing because their counters were deleted', async () => {
    const { io, printed } = aTerminal({ environment: { EXPORT_GRAIN: 'hour' } });
    await withStore(content, async (store, directory) => {
      await deleteMarch(store);
      const out = join(directory, 'out.csv.gz');
      await exportCounters.run(['--data', directory, '--range', '2018-03-01 to 2018-04-02', '--out', out], io);
      expect(printed[0]).toBe('Not in it: the counters of March 2018 were deleted (KEEP_MONTHS).');
      expect(parseCsv(gunzipSync(readFileSync(out)).toString())).toHaveLength(1);
    });
  });

  it.each([[], ['active']])('says that a month is split (%s)', async (...what) => {
    const { io, printed } = aTerminal({ environment: { EXPORT_GRAIN: 'hour' } });
    await withStore(content, async (store, directory) => {
      await store.markSplit(month);
      const out = join(directory, 'out.csv');
      await exportCounters.run([...what, '--data', directory, '--range', march, '--out', out], io);
      expect(printed[0]).toBe(
        'Census had to begin again under new tokens within that time: one person may be counted as two.',
      );
    });
  });

  it('writes no file if all counters were deleted', async () => {
    await withStore(content, async (store, directory) => {
      await deleteMarch(store);
      const out = join(directory, 'out.csv.gz');
      const exported = exportCounters.run(['--data', directory, '--range', march, '--out', out], aTerminal().io);
      await expect(exported).rejects.toThrow('There is nothing to export');
      expect(existsSync(out)).toBe(false);
    });
  });
});

describe.each([
  ['npm run export', []],
  ['npm run export -- active', ['active']],
])('the file of %s', (_command, what) => {
  let terminal: Terminal;

  beforeEach(() => {
    terminal = aTerminal();
  });

  const exported = (directory: string, out: string, ...more: string[]) =>
    exportCounters.run([...what, '--data', directory, '--range', march, '--out', out, ...more], terminal.io);

  it('is plain or gzip by its name, private, and named in one line', async () => {
    await withStore(content, async (_store, directory) => {
      const [plain, packed] = [join(directory, 'out.csv'), join(directory, 'out.CSV.GZ')];
      await exported(directory, plain);
      await exported(directory, packed);
      expect(gunzipSync(readFileSync(packed))).toEqual(readFileSync(plain));
      expect([plain, packed].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
      const rows = parseCsv(readFileSync(plain, 'utf8')).length - 1;
      const { printed } = terminal;
      expect(printed).toHaveLength(2);
      expect(printed[0]).toContain(
        `Wrote ${plain}: ${rows} rows, ${statSync(plain).size.toLocaleString('en-GB')} bytes.`,
      );
      expect(printed[0]?.includes('do not pass it on')).toBe(what.length === 0);
    });
  });

  it.each([
    ['last mnth', '--range: `last mnth` is not a day or a period. Did you mean `last month`?'],
    ['1850', /^--range: Nothing was counted before \d+ [A-Z][a-z]+ \d{4}\.$/],
  ])('is not begun with the range %s', async (range, sentence) => {
    await withStore(content, async (_store, directory) => {
      const out = join(directory, 'out.csv');
      await expect(exported(directory, out, '--range', range)).rejects.toThrow(sentence);
      expect(existsSync(out)).toBe(false);
    });
  });

  it('replaces an existing one only by force', async () => {
    await withStore(content, async (_store, directory) => {
      const out = join(directory, 'out.csv');
      writeFileSync(out, 'precious');
      await expect(exported(directory, out)).rejects.toThrow(/out\.csv exists already; .* --force/);
      expect(readFileSync(out, 'utf8')).toBe('precious');
      await exported(directory, out, '--force');
      expect(parseCsv(readFileSync(out, 'utf8')).length).toBeGreaterThan(1);
    });
  });

  it.each(['out.csv', 'out.csv.part'])('follows no link at %s, by force neither', async (name) => {
    await withStore(content, async (_store, directory) => {
      const [out, elsewhere] = [join(directory, 'out.csv'), join(directory, 'elsewhere')];
      writeFileSync(elsewhere, 'precious');
      symlinkSync(elsewhere, join(directory, name));
      await expect(exported(directory, out)).rejects.toThrow(`${name} exists already`);
      await exported(directory, out, '--force');
      expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
      expect(statSync(out).size).toBeGreaterThan(10);
      expect(readdirSync(directory).filter((file) => file.endsWith('.part'))).toEqual([]);
    });
  });

  it.each([
    ['another kind of name', 'out.xlsx', /ends with \.csv, or with \.csv\.gz for gzip, got .*out\.xlsx$/],
    ['a missing folder', 'nosuch/out.csv', /^--out: there is no folder .*nosuch$/],
    ['a folder', 'folder.csv', /^--out: expected a file, but .*folder\.csv is none$/],
  ])('is refused at %s, in one sentence', async (_what, name, sentence) => {
    await withStore(content, async (_store, directory) => {
      mkdirSync(join(directory, 'folder.csv'));
      for (const more of [[], ['--force']]) {
        const refused = exported(directory, join(directory, name), ...more);
        await expect(refused).rejects.toThrow(UserError);
        await expect(refused).rejects.toThrow(sentence);
      }
    });
  });

  it('is made from the folder in DATA_DIR and the server with that name', async () => {
    await withStore(content, async (_store, directory) => {
      const { io } = aTerminal({ environment: { DATA_DIR: directory } });
      const out = join(directory, 'out.csv');
      const { name } = aGuild(guildId);
      await exportCounters.run([...what, '--range', march, '--out', out, '--guild', name.toUpperCase()], io);
      const missing = exportCounters.run([...what, '--range', march, '--out', `${out}.csv`, '--guild', 'Attic'], io);
      await expect(missing).rejects.toThrow(`--guild: expected the id or name of one of ${guildId} ${name}`);
      expect(existsSync(out)).toBe(true);
    });
  });
});

describe('npm run export -- active', () => {
  it('leaves cells of windows empty that begin before counting began', async () => {
    await withStore(content, async (store, directory) => {
      const began = monthHours.from * 3_600_000 + 60_000;
      await store.commit(aBatch(3, { guilds: [aGuild(guildId, { firstConnectedMs: began })] }), nobody);
      const out = join(directory, 'out.csv');
      const range = '2018-02-28 to 2018-04-01';
      await exportCounters.run(['active', '--data', directory, '--range', range, '--out', out], aTerminal().io);
      const lines = parseCsv(readFileSync(out, 'utf8'));
      expect(lines[1]).toEqual(['2018-02-28', '', '', '', '', '', '', '', '']);
      expect(lines[2]).toEqual(['2018-03-01', '1', '', '', '', '', '', '', '1']);
      expect(lines[7]).toEqual(['2018-03-06', '0', '', '', '', '', '', '', '1']);
      expect(lines[8]).toEqual(['2018-03-07', '0', '1', '1', '1', '', '', '', '1']);
      expect(lines[31]).toEqual(['2018-03-30', '0', '0', '0', '0', '1', '1', '1', '1']);
    });
  });

  it.each([['out.csv'], ['out.csv.gz']])('writes a line for each day into %s', async (name) => {
    await withStore(content, async (_store, directory) => {
      const out = join(directory, name);
      expect(
        await exportCounters.run(['active', '--data', directory, '--range', march, '--out', out], aTerminal().io),
      ).toBe(0);
      const bytes = readFileSync(out);
      const lines = parseCsv((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
      expect(lines).toHaveLength(32);
      expect(lines[0]?.[8]).toBe('Calendar month');
      expect(lines[1]).toEqual(['2018-03-01', '1', '1', '1', '1', '1', '1', '1', '1']);
      expect(lines[31]).toEqual(['2018-03-31', '0', '0', '0', '0', '0', '0', '0', '1']);
    });
  });

  it.each([
    [['passive'], 'expected nothing or "active" besides the options, got passive'],
    [['active', '--grain', 'day'], '--grain: is not for "active"'],
  ])('refuses %j', async (args, sentence) => {
    const exported = exportCounters.run([...args, '--data', 'x', '--out', 'y.csv'], aTerminal().io);
    await expect(exported).rejects.toThrow(new UserError(sentence));
  });
});

async function deleteMarch(store: LaneStore): Promise<void> {
  await store.beginRotation(month, month + 1, (count) => new Uint32Array(count).fill(0xa000_0001));
  await store.openMonth(month + 1);
  await store.noteSaltDestroyed(month, 0);
  await store.pruneMonth(guildId, { month, row: {} }, noSummaries);
}
