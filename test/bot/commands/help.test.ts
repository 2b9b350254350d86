import { describe, expect, test } from 'vitest';
import { commands } from '../../../src/bot/commands/commands.ts';
import { english } from '../../../src/render/words.ts';
import { general } from '../../cast.ts';
import { bob } from '../../simulator/server/stage.ts';
import { censusStage } from './census-stage.ts';

describe('.help', () => {
  test("lists the commands with the guild's prefix", async () => {
    const on = await censusStage();
    const [answer] = await on.type('.help');
    for (const { name, typed } of commands) {
      expect(answer?.content).toContain(typed === null ? `\`/${name}\`` : `\`.${name}\``);
    }
    expect(answer?.content).not.toContain('do not fit');
    await on.slash('settings', { prefix: 'c!' });
    expect((await on.type('c!help report'))[0]?.content).toContain('`c!report <full|');
  });

  test.each(['report', 'REPORT', '.report', '/report', 'userstats report'])('%s explains the report', async (name) => {
    const on = await censusStage();
    expect((await on.type(`.help ${name}`))[0]?.content).toContain('`/report type: [channel:] [range:] [format:]`');
  });

  test('does not take the prefix for a part of the name', async () => {
    const on = await censusStage();
    await on.slash('settings', { prefix: 're' });
    for (const asked of ['report', 'rereport', '/report']) {
      expect((await on.type(`rehelp ${asked}`))[0]?.content).toContain('`/report type: [channel:] [range:] [format:]`');
    }
  });

  test.each([
    ['nosuch', 'I do not know `nosuch`'],
    ['@everyone', 'I do not know `@everyone`'],
    ['x'.repeat(3000), '…`'],
  ])('%.20s is no command', async (asked, echoed) => {
    const on = await censusStage();
    const [answer] = await on.type(`.help ${asked}`);
    expect(answer?.content).toContain(`${echoed}. The commands are `);
    expect(answer?.notifies).toEqual([]);
  });

  test.each([
    ['σ', '**σ:** How far members are from the average.'],
    ['Standard Deviation', '**σ:**'],
    ['man-hours', '**man-hours:** The time in voice'],
    ['manhours', '**man-hours:**'],
    ['stickiness', '**stickiness:**'],
    ['“usual”', '**usual:**'],
    ['gap', '**gap:**'],
    ['mau', '**DAU/WAU/MAU:**'],
  ])('%s says what the word means', async (asked, said) => {
    const on = await censusStage();
    const [answer] = await on.type(`.help ${asked}`, { userId: bob, channelId: general });
    expect(answer?.content).toContain(said);
    expect(answer?.content).not.toContain('Usage');
  });

  test('explains every command, with its forms and examples', async () => {
    const on = await censusStage();
    for (const { name, typed, slash } of commands) {
      const content = (await on.type(`.help ${name}`))[0]?.content ?? '';
      if (typed !== null) expect(content).toContain(`\`.${english.say(typed.usage)}\``);
      if (slash !== null) expect(content).toContain(`/${name}`);
      expect(content.length).toBeLessThanOrEqual(2000);
    }
  });

  test('has only examples that are understood', () => {
    for (const { typed } of commands) {
      for (const example of typed === null ? [] : english.say(typed.examples).split('\n')) {
        const [name = '', ...rest] = example.split(' ');
        const command = commands.find((known) => known.name === name);
        expect(() => command?.typed?.parse(rest.join(' ')), example).not.toThrow();
      }
    }
  });

  test('active says what the command does and what the word means', async () => {
    const on = await censusStage();
    const lines = (await on.type('.help active'))[0]?.content.split('\n') ?? [];
    expect(lines.map((line) => line.split(/[:.]/)[0])).toEqual([
      'How many people were active by day, week and month, and who is new',
      '**Usage',
      '**Examples',
      '**active',
    ]);
  });
});
