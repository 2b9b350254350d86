import { describe, expect, it, test } from 'vitest';
import { hourMs } from '../../src/core/time.ts';
import { ActivityRows } from '../../src/import/formats/activity-rows.ts';
import { CounterRows } from '../../src/import/formats/counter-rows.ts';
import { importFormat } from '../../src/import/formats/import-format.ts';
import type { OnFault, Row, RowReader } from '../../src/import/formats/row.ts';

const hour = Date.UTC(2018, 0, 12, 10) / hourMs;

/** The rows of a text that is read one character at a time, and its faults. */
function readBy(make: (onFault: OnFault) => RowReader, text: string) {
  const faults: string[] = [];
  const reader = make((place, expected) => faults.push(`${place}: ${expected}`));
  const rows = [...text].flatMap((character) => reader.read(character)).concat(reader.end());
  return { rows: rows.map(short), faults };
}

function short({ place, hour, metric, channel, member, amount }: Row): unknown[] {
  return [place, hour, metric, channel?.name ?? null, member, amount];
}

const activity = (text: string) => readBy((onFault) => new ActivityRows(onFault), text);
const kaztron = (text: string) => readBy((onFault) => new CounterRows('KazTron', onFault), text);

describe('an activity CSV', () => {
  it('has its columns in any order, quotes, and any line ends', () => {
    const text = `channel,TS,user\r\n"a, ""b""",${hour * 3600},7\r\n\r\n#general,${hour * 3600 + 3599}.5,ann`;
    expect(activity(text)).toEqual({
      rows: [
        [2, hour, 'msg', 'a, "b"', '7', 1],
        [4, hour, 'msg', 'general', 'ann', 1],
      ],
      faults: [],
    });
  });

  test.each([
    ['1515751200,7', 'expected 3 cells, as the header has'],
    ['1515751200,7,general,x', 'expected 3 cells, as the header has'],
    ['"1515751200,7,general', 'expected a quote to be closed in its line'],
    ['2018-01-12,7,general', 'ts: expected a time in Unix seconds'],
    ['-1,7,general', 'ts: expected a time in Unix seconds'],
    ['1515751200000,7,general', 'ts: expected a time in Unix seconds'],
    ['1515751200,,general', 'user: expected a number or a name of the author'],
    ['1515751200,7,#', 'channel: expected its name'],
  ])('has a fault in the line %s, and continues', (line, expected) => {
    const { rows, faults } = activity(`ts,user,channel\n${line}\n1515751200,8,general\n`);
    expect(faults).toEqual([`line 2: ${expected}`]);
    expect(rows).toEqual([[3, hour, 'msg', 'general', '8', 1]]);
  });

  it('may have more columns, which are ignored', () => {
    expect(activity(`more,user,channel,ts\nx,7,general,${hour * 3600}\n`).rows).toEqual([
      [2, hour, 'msg', 'general', '7', 1],
    ]);
  });

  it('continues after a line that is too long', () => {
    const faults: string[] = [];
    const reader = new ActivityRows((place) => faults.push(place));
    const parts = [
      'ts,user,channel\n',
      ...Array.from({ length: 100 }, () => ',x'.repeat(1000)),
      '\n1515751200,8,general\n',
    ];
    expect(parts.flatMap((part) => reader.read(part)).map(short)).toEqual([[3, hour, 'msg', 'general', '8', 1]]);
    expect(faults).toEqual(['line 2']);
  });
});

describe('counters', () => {
  it('of KazTron are by the hour, with voice in seconds', () => {
    const text =
      '2018-01-12 10:00:00,total_users,,,16\r\n2018-01-12 10:00:00,msg,h$1,#general,3\r\n' +
      '2018-01-12 10:00:00,voice,u201801$x,#Voice One,90\r\n2018-01-12 10:00:00,msg,h$1,510000000000000001,1\r\n';
    expect(kaztron(text)).toEqual({
      rows: [
        [1, hour, 'total_users', null, null, 16],
        [2, hour, 'msg', 'general', 'h$1', 3],
        [3, hour, 'voice', 'Voice One', 'u201801$x', 90_000],
        [4, hour, 'msg', '510000000000000001', 'h$1', 1],
      ],
      faults: [],
    });
  });

  it('of Census have the id of a channel beside its name if two share it', () => {
    const reader = new CounterRows('Census', () => {});
    const [row] = reader.read('2018-01-12T10:00:00Z,msg,a0000001,#general (510000000000000001),2\n');
    expect(row).toMatchObject({ hour, channel: { id: '510000000000000001', name: 'general' }, amount: 2 });
    expect(kaztron('2018-01-12 10:00:00,msg,h$1,#general (1),2\n').rows).toEqual([
      [1, hour, 'msg', 'general (1)', 'h$1', 2],
    ]);
  });

  test.each([
    ['2018-01-12 10:30:00,msg,h$1,#general,3', 'Period: expected an hour, as 2018-01-12 10:00:00'],
    ['2018-02-31 10:00:00,msg,h$1,#general,3', 'Period: expected an hour, as 2018-01-12 10:00:00'],
    ['2018-01-12 24:00:00,msg,h$1,#general,3', 'Period: expected an hour, as 2018-01-12 10:00:00'],
    ['2018-01-12 10:00:00,edit,h$1,#general,3', 'Event: expected one of join, msg, part, total_users, voice'],
    ['2018-01-12 10:00:00,msg,h$1,#general,-3', 'Count: expected a whole number'],
    ['2018-01-12 10:00:00,msg,,#general,3', 'User hash: expected one'],
    ['2018-01-12 10:00:00,msg,h$1,,3', 'Channel: expected one'],
    ['2018-01-12 10:00:00,join,h$1,,3', 'expected no user and no channel beside join'],
    ['2018-01-12 10:00:00,msg,h$1,#general', 'expected five cells'],
  ])('have a fault in the line %s', (line, expected) => {
    expect(kaztron(`${line}\n`)).toEqual({ rows: [], faults: [`line 1: ${expected}`] });
  });
});

test.each([
  ['ts,user,channel\n', 'activity CSV'],
  ['channel,ts,user', 'activity CSV'],
  ['Period,Event,User hash (monthly),Channel,Count\n', "KazTron's dump"],
  ['Period,Event,User hash,Channel,Count\r\n', "Census's own export"],
  ['2018-01-12 10:00:00,total_users,,,16\r\n', "KazTron's userstats"],
  ['torn\n2018-01-12 10:00:00,total_users,,,16\r\n', "KazTron's userstats"],
  [' {\n "guild": {', 'DiscordChatExporter JSON'],
  ['\n', null],
])('a beginning of %j is recognized as %s', (beginning, format) => {
  expect(importFormat('a', beginning)).toBe(format);
});

test.each(['hello', 'ts,user\n1,2', '<html>', '[]'])('what begins as %j is of no known format', (beginning) => {
  expect(() => importFormat('a.txt', beginning)).toThrow(/^a\.txt: expected a CSV file/);
});
