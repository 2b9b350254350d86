import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { readWorld } from '../../../src/simulator/worlds/world-file.ts';
import { emptyFolder, writtenFile, writtenFolder } from './written-world.ts';

describe('a fault', () => {
  const good = '{"t":"2018-03-05T00:00:00Z","ev":"tick"}';
  it.each([
    ['invalid JSON', 'w.jsonl', `${good}\n{t:1}\n`, 'line 2: expected one JSON object a line.'],
    ['no object', 'w.jsonl', `${good}\n[]\n`, 'line 2: expected a JSON object.'],
    [
      'an unknown event',
      'w.jsonl',
      `${good}\n{"t":"2018-03-05T00:00:00Z","ev":"mesage","user":"x","channel":"y"}`,
      'line 2: expected "ev" to be one of msg, react, voice, join, part, pass, timeout, roles, presence, members, online, tick, monthly; got "mesage"',
    ],
    ['no event', 'w.jsonl', '{"t":"2018-03-05T00:00:00Z"}', 'line 1: expected "ev" to be one of msg'],
    ['a line without an end', 'w.jsonl', `${good}\n${' '.repeat(2 ** 21)}`, 'line 2: expected a line of less than'],
    ['a bad instant', 'w.jsonl', '{"t":"yesterday","ev":"tick"}', 'line 1: expected "t" to be an instant'],
    ['no time zone', 'w.jsonl', '{"t":"2018-03-05T00:00:00","ev":"tick"}', 'line 1: expected "t" to be an instant'],
    ['a time before Discord', 'w.jsonl', '{"t":"2010-03-05T00:00:00Z","ev":"tick"}', 'from 2015 on'],
    [
      'no user',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"msg","channel":"x"}',
      'expected "user" in an event "msg"',
    ],
    [
      'no device',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"presence","user":"x"}',
      'expected "device" in an event',
    ],
    [
      'an odd device',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"presence","user":"x","device":"tv"}',
      'expected "device" to be desktop, mobile or web',
    ],
    ['no channel', 'w.jsonl', '{"t":"2018-03-05T00:00:00Z","ev":"voice","user":"x"}', 'expected "channel"'],
    [
      'an id that is not exact',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"part","user":100000000000000007}',
      '"user"',
    ],
    [
      'an unknown message',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"react","user":"x","to":"m1","emoji":"👍"}',
      'line 1: expected "to" to be the "id" of a message in an earlier line.',
    ],
    [
      'a reply from elsewhere',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"msg","user":"x","channel":"y","id":"m1"}\n' +
        '{"t":"2018-03-05T00:00:00Z","ev":"msg","user":"x","channel":"z","reply":"m1"}',
      'line 2: expected "reply" to be a message of the same channel or thread.',
    ],
    [
      'no moderator',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"part","user":"x","how":"kick"}',
      'expected "by" in an event',
    ],
    [
      'no kind of removal',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"part","user":"x","by":"y","how":"sulk"}',
      'to be kick or ban',
    ],
    [
      'invalid files',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"msg","user":"x","channel":"y","files":["picture"]}',
      'expected "files" to be a list of at most 10 content types',
    ],
    ['a bad amount', 'w.jsonl', '{"t":"2018-03-05T00:00:00Z","ev":"members","amount":-1}', '"amount"'],
    [
      'a missing column',
      'w.csv',
      'ts,user\n1,2\n',
      'line 1: expected a header with the columns ts, user, channel and commas between them.',
    ],
    [
      'strokes for commas',
      'w.csv',
      'ts|user|channel\n1|2|3\n',
      'line 1: expected a header with the columns ts, user, channel and commas between them.',
    ],
    ['an empty file', 'w.csv', '', 'line 1: expected a header'],
    [
      'bad seconds',
      'w.csv',
      'ts,user,channel\n1520208006,1,x\nsoon,1,x\n',
      'line 3: ts: expected a time in Unix seconds',
    ],
    ['milliseconds', 'w.csv', 'ts,user,channel\n1520208006000,1,x\n', 'line 2: ts: expected a time in Unix seconds'],
    ['a time before Discord', 'w.csv', 'ts,user,channel\n1262304000,1,x\n', 'line 2: ts: expected a time from 2015 on'],
    ['a short row', 'w.csv', 'ts,user,channel\n1520208006,1\n', 'line 2: expected 3 cells, as the header has'],
    ['an open quote', 'w.csv', 'ts,user,channel\n1520208006,"1,x\n\n', 'line 2: expected a quote to be closed'],
    ['a damaged gzip file', 'w.csv.gz', Uint8Array.of(0x1f, 0x8b, 1, 2, 3), 'Expected a whole gzip file'],
    [
      'a gzip file cut short',
      'w.csv.gz',
      gzipSync('ts,user,channel\n1520208006,1,x\n').subarray(0, -9),
      'Expected a whole gzip file',
    ],
    ['another kind of file', 'w.txt', '', 'Expected a folder, an .jsonl file'],
  ])('of %s is reported with its place', async (_what, name, content, message) => {
    const error = await readWorld(writtenFile(name, content)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(message);
  });

  it.each([
    ['no JSON', '{', 'case.json: expected JSON.'],
    ['a bad start', '{"start":"soon"}', '"start"'],
    ['an unknown type of channel', '{"channels":[{"id":"1","type":"tent"}]}', 'one of text, voice'],
    ['a channel without id', '{"channels":[{}]}', '"id"'],
    ['a bad count', '{"initial_member_count":"many"}', '"initial_member_count"'],
    ['an unknown permission', '{"roles":[{"name":"x","permissions":["Everything"]}]}', '"permissions"'],
    ['a role without name', '{"roles":[{}]}', '"name"'],
    ['no list', '{"ignore_users":"all"}', '"ignore_users"'],
  ])('in case.json, %s, is reported', async (_what, content, message) => {
    const path = writtenFolder([]);
    writeFileSync(join(path, 'case.json'), content);
    await expect(readWorld(path)).rejects.toThrow(message);
  });

  it('of a missing world is reported', async () => {
    await expect(readWorld(join(emptyFolder(), 'nowhere'))).rejects.toThrow(UserError);
    await expect(readWorld(emptyFolder())).rejects.toThrow(/Expected a world at .*events\.jsonl/);
  });
});
