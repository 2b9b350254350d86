import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { simulate } from '../../src/cli/simulate.ts';
import { UserError } from '../../src/core/errors.ts';
import { aTerminal } from './a-terminal.ts';

const chat = 'ts,user,channel\n1520208006,ann,general\n1520215206,bob,general\n';
const day = '2018-03-05';

describe('npm run simulate', { timeout: 30_000 }, () => {
  let environment: Record<string, string>;
  let printed: string[];

  beforeEach(() => {
    environment = {};
  });

  /** Runs it on a chat. Returns the folder with the saved files. */
  async function simulated(...commands: readonly string[]): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'census-simulate-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'chat.csv'), chat);
    const runs = commands.flatMap((command) => ['--run', command]);
    const terminal = aTerminal({ environment });
    printed = terminal.printed;
    expect(await simulate.run([join(folder, 'chat.csv'), ...runs, '--out', folder], terminal.io)).toBe(0);
    return folder;
  }

  it('prints the replies as the demo does', async () => {
    await simulated(`.report full all ${day}`);
    const text = printed.join('\n');
    expect(text).toContain(`A moderator types: .report full all ${day}\n\n`);
    expect(text).toMatch(/╭─+╮\n│ Report for 2018-03-05 /);
  });

  it('presses buttons, or says that no answer has such a button', async () => {
    const folder = await simulated('.help', 'press:◀');
    const [, pressed] = JSON.parse(readFileSync(join(folder, 'replies.json'), 'utf8'));
    expect(pressed).toMatchObject({ command: 'press:◀', content: expect.stringMatching(/^The buttons .* got "◀"\.$/) });
    expect(printed.join('\n')).toContain('A moderator presses: ◀\n\n');
  });

  it('does not invent a number of members, and says so', async () => {
    const folder = await simulated(`.report full all ${day}`);
    const [reply] = JSON.parse(readFileSync(join(folder, 'replies.json'), 'utf8'));
    const fields = new Map(
      reply.embeds[0].fields.map((field: { name: string; value: string }) => [field.name, field.value]),
    );
    expect(fields.get('Active users')).toBe('2');
    expect(fields.get('Total users')).toBe('0');
    expect(printed.at(-1)).toContain('The world does not say how many members there are');
  });

  it("uses the bot's settings", async () => {
    environment = { EXPORT_GRAIN: 'day' };
    const folder = await simulated(`.userstats ${day}`);
    const [{ files }] = JSON.parse(readFileSync(join(folder, 'replies.json'), 'utf8'));
    const rows = gunzipSync(readFileSync(join(folder, files[0])))
      .toString()
      .split('\r\n')
      .filter((row) => row.includes(',msg,'));
    expect(rows.map((row) => row.slice(0, 20))).toEqual(['2018-03-05T00:00:00Z', '2018-03-05T00:00:00Z']);
  });

  it('names an invalid setting, and needs no token', async () => {
    environment = { MAU_MAX: 'many' };
    await expect(simulated('.help')).rejects.toThrow(UserError);
    await expect(simulated('.help')).rejects.toThrow(/^MAU_MAX: expected a whole number/);
  });

  it('asks as a moderator, who sees every channel, or as a member with some of the roles', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'census-simulate-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const permissions = ['ManageGuild'];
    const description = {
      channels: [{ name: 'general' }, { name: 'council', roles: ['Council'] }],
      roles: [{ name: 'Council' }, { name: 'Helpers', permissions }],
    };
    writeFileSync(join(folder, 'case.json'), JSON.stringify(description));
    const wrote = ['general', 'council'].map((channel) => ({ t: `${day}T10:00:00Z`, ev: 'msg', user: 'ann', channel }));
    writeFileSync(join(folder, 'events.jsonl'), wrote.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const rowsAs = async (...asker: readonly string[]) => {
      const command = `.report channels all ${day}`;
      expect(await simulate.run([folder, '--run', command, ...asker, '--out', folder], aTerminal().io)).toBe(0);
      const [{ files }] = JSON.parse(readFileSync(join(folder, 'replies.json'), 'utf8'));
      const rows = gunzipSync(readFileSync(join(folder, files[0])))
        .toString()
        .split('\r\n');
      return rows.slice(1, -1).map((row) => row.split(',')[0]);
    };
    expect(await rowsAs()).toEqual(['#general', '#council']);
    const helper = ['--as', 'member', '--role', 'Helpers'];
    expect(await rowsAs(...helper)).toEqual(['#general', 'channels you cannot see']);
    expect(await rowsAs(...helper, '--role', 'Council')).toEqual(['#general', '#council']);
    await expect(rowsAs('--as', 'member', '--role', 'Nobody')).rejects.toThrow('expected a role of the world');
    await expect(rowsAs('--role', 'Helpers')).rejects.toThrow('--role: expected --as member with it');
  });

  it('replaces the files of an earlier run, and follows no link', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'census-simulate-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [world, elsewhere, replies] = ['chat.csv', 'elsewhere', 'replies.json'].map((name) => join(folder, name));
    writeFileSync(`${world}`, chat);
    writeFileSync(`${elsewhere}`, 'precious');
    symlinkSync(`${elsewhere}`, `${replies}`);
    await simulate.run([`${world}`, '--run', '.help', '--out', folder], aTerminal().io);
    expect(readFileSync(`${elsewhere}`, 'utf8')).toBe('precious');
    expect(JSON.parse(readFileSync(`${replies}`, 'utf8'))).toHaveLength(1);
  });
});
