import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seesAllChannels } from '../../src/core/channel.ts';
import { UserError } from '../../src/core/errors.ts';
import { hourMs, hoursOfMonth, monthName, startOfMonthMs } from '../../src/core/time.ts';
import { Exporter } from '../../src/render/files/exporter.ts';
import {
  aFolder,
  chatExport,
  csv,
  firstHour,
  importedAtMs,
  importOf,
  importWith,
  lookAt,
  march2018,
  messageId,
  twoMonths,
  written,
} from '../import/an-import.ts';
import { reportOf, valuesIn } from '../query/ask.ts';
import { ACensus } from '../vault/a-census.ts';

const nowMs = importedAtMs;
const runningHour = nowMs / hourMs;
const ann = '110000000000000001';
const day = 'userstats/2018-03-05.csv.gz';

describe('npm run import', () => {
  it('reports what it imported, a line per month, and seals it', async () => {
    const { code, printed, errors, data } = await importOf({ 'zulip.csv': twoMonths });
    expect(printed).toEqual([
      'March 2018: 2 messages, 2 members, 2 channels',
      'April 2018: 1 message, 1 member, 1 channel',
      'The files cover April 2018 only until 2018-04-03 09:00 UTC; the rest is shown as not observed.',
      '2 months were imported for zulip.',
    ]);
    expect([code, errors]).toEqual([0, []]);
    await lookAt(data, async (store) => {
      const sealed = { isSealed: true, isSplit: false, hasTrial: false, saltDestroyedAtMs: null };
      const [fromMs, toMs] = [startOfMonthMs(march2018), startOfMonthMs(march2018 + 1)];
      const whole = { metrics: ['msg'], fromMs, toMs };
      const begun = { metrics: ['msg'], fromMs: toMs, toMs: (firstHour + 801) * hourMs };
      expect(await store.months('1')).toEqual([
        { month: march2018, members: 2, ...sealed, imported: whole },
        { month: march2018 + 1, members: 1, ...sealed, imported: begun },
      ]);
      expect(await store.guild('1')).toMatchObject({ name: 'zulip', firstConnectedMs: nowMs, leftMs: nowMs });
    });
  });

  it('creates the folder for its owner only', async () => {
    const { data } = await importOf({ 'zulip.csv': twoMonths });
    const modes = ['.', 'census.db', 'vault'].map((name) => statSync(join(data, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o700]);
  });

  it('leaves nothing of a user on disk', async () => {
    const { data } = await importOf({ 'a.json': chatExport({}, [{ hour: firstHour, user: ann }]) });
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('');
    expect(bytes).toContain('Kitchen');
    expect(bytes).not.toContain(ann);
    expect(bytes).not.toContain(messageId(firstHour));
  });

  it('gives a member a different token in each month', async () => {
    const { data } = await importOf({ 'zulip.csv': twoMonths });
    await lookAt(data, async (store) => {
      const tokens = [march2018, march2018 + 1].map(async (month) => {
        const ofMonth = await store.tokens('1', month);
        return Array.from({ length: ofMonth.numbersEnd }, (_, number) => number)
          .filter((number) => ofMonth.has(number))
          .map((number) => ofMonth.of(number));
      });
      const all = (await Promise.all(tokens)).flat();
      expect(new Set(all).size).toBe(3);
    });
  });

  describe('what would count twice', () => {
    it('is refused by name, and the other months are imported', async () => {
      const { data } = await importOf({ 'a.csv': csv([firstHour, '1', 'general'], [firstHour + 100, '1', 'chess']) });
      const again = await importOf({ 'b.csv': twoMonths }, { data });
      expect(again.printed).toEqual([
        'April 2018: 1 message, 1 member, 1 channel',
        'March 2018: was imported with what these files lack; 2 rows left out. To replace it, give these files and the earlier ones in one command.',
        'The files cover April 2018 only until 2018-04-03 09:00 UTC; the rest is shown as not observed.',
        '1 month was imported for a.',
      ]);
      expect(again.code).toBe(0);
    });

    it('fails if everything is refused, and changes nothing', async () => {
      const { data } = await importOf({ 'a.csv': csv([firstHour, '1', 'general'], [firstHour + 90, '1', 'general']) });
      const report = () =>
        lookAt(data, (store) => {
          const range = hoursOfMonth(march2018);
          return reportOf(store, { now: () => nowMs }, { guildId: '1', type: 'full', channel: null, range });
        });
      const before = await report();
      const { code, errors } = await importOf({ 'a.csv': csv([firstHour + 1, '1', 'general']) }, { data });
      expect([code, errors]).toEqual([1, ['No month was imported: everything in the files is left out.']]);
      expect(await report()).toEqual(before);
    });

    it('is refused if one file is given twice, by its path or its bytes', async () => {
      const folder = aFolder();
      const [path = ''] = written(folder, { 'a.csv': twoMonths });
      copyFileSync(path, join(folder, 'b.csv'));
      const import_ = (...paths: string[]) => importWith(...paths, '--data', join(folder, 'data'));
      await expect(import_(path, path)).rejects.toThrow('a.csv was given twice');
      await expect(import_(path, join(folder, 'b.csv'))).rejects.toThrow('a.csv and b.csv are the same');
    });

    it('is refused if the files have several formats', async () => {
      const files = { 'a.csv': twoMonths, 'b.json': chatExport({}, []) };
      await expect(importOf(files)).rejects.toThrow(
        'Expected files of one format, but got activity CSV and DiscordChatExporter JSON',
      );
    });

    it('is a day that is in two dumps: the first one counts', async () => {
      const header = 'Period,Event,User hash (monthly),Channel,Count\n';
      const { printed, errors, code } = await importOf({
        'b.csv': `${header}2018-03-06 01:00:00,msg,h$1,#general,3\n2018-03-07 01:00:00,msg,h$1,#general,4\n`,
        'a.csv': `${header}2018-03-05 01:00:00,msg,h$1,#general,1\n2018-03-06 01:00:00,msg,h$1,#general,3\n`,
      });
      expect(printed).toContain('March 2018: 8 messages, 1 member, 1 channel');
      expect(errors[0]).toBe(
        'b.csv, line 2: 2018-03-06 was in an earlier file, so nothing of that day is taken from this one',
      );
      expect(code).toBe(1);
    });
  });

  it('leaves out the running month and later ones, and says how many rows they had', async () => {
    const rows = csv(
      [firstHour, '1', 'general'],
      [runningHour - 1, '1', 'general'],
      [runningHour + 900, '1', 'general'],
    );
    const { code, printed } = await importOf({ 'a.csv': rows });
    expect(printed.slice(1, 3)).toEqual([
      'November 2026: is not over yet; 1 row left out',
      'December 2026: is not over yet; 1 row left out',
    ]);
    expect(code).toBe(0);
  });

  it("leaves out the month that is open in the bot's data, even if the clock says it is over", async () => {
    const census = await ACensus.open();
    const open = census.vault.month;
    await census.close();
    const { from } = hoursOfMonth(open);
    const rows = csv([from - 1, '1', 'general'], [from, '1', 'general']);
    const { printed } = await importOf({ 'a.csv': rows }, { data: census.directory });
    expect(printed.slice(0, 2)).toEqual([
      `${monthName(open - 1)}: 1 message, 1 member, 1 channel`,
      `${monthName(open)}: is not over yet; 1 row left out`,
    ]);
  });

  it('reads files of messages side by side, whichever begins first', async () => {
    const { printed, errors } = await importOf({
      'late.csv': csv([firstHour + 800, '1', 'general'], [firstHour + 1600, '1', 'general']),
      'early.csv': csv([firstHour, '1', 'general'], [firstHour + 800, '2', 'general'], [firstHour + 1600, '2', 'art']),
    });
    expect(errors).toEqual([]);
    expect(printed.slice(0, 3)).toEqual([
      'March 2018: 1 message, 1 member, 1 channel',
      'April 2018: 2 messages, 2 members, 1 channel',
      'May 2018: 2 messages, 2 members, 2 channels',
    ]);
  });

  it("reads KazTron's folder, with several rows of a counter and several gzip members in a file", async () => {
    const hour = (rows: string) => gzipSync(rows.replaceAll('\n', '\r\n'));
    const first = hour('2018-03-05 10:00:00,total_users,,,9\n2018-03-05 10:00:00,msg,h$a,#general,2\n');
    const more = hour('2018-03-05 10:00:00,msg,h$a,#general,3\n2018-03-05 10:00:00,total_users,,,11\n');
    const voice = hour('2018-03-06 10:00:00,voice,u201803$b,#Voice One,1800\n2018-03-06 10:00:00,join,,,2\n');
    const folder = aFolder();
    written(folder, {
      [day]: Buffer.concat([first, more]),
      'userstats/2018-03-06.csv.gz': voice,
      'userstats/x.tmp': 'x',
    });
    const { code, printed } = await importWith(join(folder, 'userstats'), '--data', join(folder, 'data'));
    expect([code, ...printed]).toEqual([
      0,
      'March 2018: 5 messages, 2 members, 2 channels, 2 joins, 0.5 hours of voice',
      'The files cover March 2018 only from 2018-03-05 10:00 until 2018-03-06 11:00 UTC; the rest is shown as not observed.',
      '1 month was imported for userstats.',
    ]);
    await lookAt(join(folder, 'data'), async (store) => {
      const range = hoursOfMonth(march2018);
      const asked = { guildId: '1', type: 'full', channel: null, range } as const;
      const values = valuesIn(await reportOf(store, { now: () => nowMs }, asked));
      expect(values).toMatchObject({ totalUsers: 11, activeUsers: 1, voiceUsers: 1, voiceHours: 0.5 });
    });
  });

  it("reads Census's own export", async () => {
    const { data } = await importOf({ 'zulip.csv': twoMonths });
    const exported = await lookAt(data, async (store) => {
      const range = { from: firstHour, to: firstHour + 1000 };
      const limitBytes = 1e6;
      return new Exporter(store, { now: () => nowMs }).userstats({
        guildId: '1',
        range,
        view: seesAllChannels,
        limitBytes,
      });
    });
    const files = Object.fromEntries(exported.files.map(({ name, bytes }) => [name, bytes]));
    const { printed } = await importOf(files);
    expect(printed.slice(0, 2)).toEqual([
      'March 2018: 2 messages, 2 members, 2 channels',
      'April 2018: 1 message, 1 member, 1 channel',
    ]);
  });

  it.each([
    ['no files', [], 'Expected one or more files'],
    ['a missing file', ['nowhere.csv'], 'nowhere.csv: expected a file or a folder'],
    ['a file of no known format', [import.meta.filename], 'import.test.ts: expected a CSV file with the columns'],
  ])('refuses %s', async (_what, files, sentence) => {
    const refused = importWith(...files, '--data', join(aFolder(), 'data'));
    await expect(refused).rejects.toThrow(UserError);
    await expect(importWith(...files, '--data', 'x')).rejects.toThrow(sentence);
  });

  it('is refused while a bot uses the data', async () => {
    const bot = await ACensus.open();
    const refused = importOf({ 'a.csv': twoMonths }, { data: bot.directory });
    await expect(refused).rejects.toThrow('Another Census is working with this DATA_DIR. Stop it first');
    await bot.close();
  });

  const zulip = process.env.CENSUS_LEAN_ZULIP;
  it.skipIf(zulip === undefined)(
    'imports years of a real community (CENSUS_LEAN_ZULIP names the file)',
    async () => {
      const data = join(aFolder(), 'data');
      const { code, printed } = await importWith(zulip ?? '', '--data', data);
      expect(code).toBe(0);
      expect(printed).toContain('October 2025: 15648 messages, 518 members, 47 channels');
      const messages = printed.map((line) => Number(/ (\d+) messages/.exec(line)?.[1] ?? 0));
      expect(messages.reduce((sum, count) => sum + count, 0)).toBe(956_250);
    },
    60_000,
  );
});
