import { describe, expect, test } from 'vitest';
import { censusStage } from './census-stage.ts';

describe('.help', () => {
  test("lists the commands with the guild's prefix", async () => {
    const on = await censusStage();
    const [answer] = await on.type('.help');
    for (const name of ['`.report`', '`.userstats`', '`.status`', '`/settings`', '`/privacy`', '`.help`']) {
      expect(answer?.content).toContain(name);
    }
    await on.slash('settings', { prefix: 'c!' });
    expect((await on.type('c!help report'))[0]?.content).toContain('`c!report <full|');
  });

  test.each(['report', 'REPORT', '.report', '/report', 'userstats report'])('%s explains the report', async (name) => {
    const on = await censusStage();
    expect((await on.type(`.help ${name}`))[0]?.content).toContain('`/report type: [channel:] [range:]`');
  });

  test('does not take the prefix for a part of the name', async () => {
    const on = await censusStage();
    await on.slash('settings', { prefix: 're' });
    for (const asked of ['report', 'rereport', '/report']) {
      expect((await on.type(`rehelp ${asked}`))[0]?.content).toContain('`/report type: [channel:] [range:]`');
    }
  });

  test.each([
    ['nosuch', '`nosuch`'],
    ['@everyone', '`@everyone`'],
    ['x'.repeat(3000), '…`'],
  ])('%.20s is no command', async (asked, echoed) => {
    const on = await censusStage();
    const [answer] = await on.type(`.help ${asked}`);
    expect(answer?.content).toContain(`but got`);
    expect(answer?.content).toContain(echoed);
    expect(answer?.notifies).toEqual([]);
  });
});
