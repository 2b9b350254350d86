import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { art, general, kitchen } from '../cast.ts';
import { aFolder, chatExport, firstHour, type Imported, importWith, written } from './an-import.ts';

const ann = '110000000000000001';
const garden = { id: '400000000000000001', name: 'Garden' };
const thread = {
  ...{ id: '530000000000000001', type: 'GuildPublicThread', categoryId: general, category: 'general', name: 'How' },
};

const one = (nth: number, channel: object = {}, guild?: object) =>
  chatExport(channel, [{ hour: firstHour, nth, user: ann }], guild);

/** Imports a folder with these files. */
async function importFolder(files: Readonly<Record<string, string>>, ...args: string[]): Promise<Imported> {
  const folder = aFolder();
  const names = Object.fromEntries(Object.entries(files).map(([name, text]) => [`exports/${name}`, text]));
  written(folder, names);
  return importWith(join(folder, 'exports'), '--data', join(folder, 'data'), ...args);
}

describe('npm run import of a folder', () => {
  it('reads the files in all folders below it, but those for media', async () => {
    const { code, printed, errors } = await importFolder({
      'general.json': one(1),
      '_threads/thread.json': one(2, thread),
      'a/b/c/art.json': one(3, { id: art, name: 'art' }),
      'general.json_Files/attachment.json': one(4),
      '.hidden/other.json': one(5),
    });
    expect([code, errors]).toEqual([0, []]);
    expect(printed[0]).toBe('March 2018: 3 messages, 1 member, 2 channels');
  });

  it('does not follow a link around in a circle', async () => {
    const folder = aFolder();
    written(folder, { 'exports/a/general.json': one(1) });
    symlinkSync(join(folder, 'exports'), join(folder, 'exports/a/again'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'exports/gone.json'));
    const { printed } = await importWith(join(folder, 'exports'), '--data', join(folder, 'data'));
    expect(printed[0]).toBe('March 2018: 1 message, 1 member, 1 channel');
  });

  it('names what is no export, and imports the rest', async () => {
    const { code, printed, errors } = await importFolder({
      'general.json': one(1),
      'package.json': '{ "name": "x" }',
      'notes.csv': 'a,b\n1,2\n',
      'messages/direct.json': one(2, {}, { id: '0', name: 'Direct Messages' }),
    });
    expect(printed[0]).toBe('March 2018: 1 message, 1 member, 1 channel');
    expect(errors.map((line) => line.slice(0, 60))).toEqual([
      'Passed over: notes.csv: expected a CSV file with the columns',
      'Passed over: package.json: expected guild.id and channel.id ',
      'Passed over: messages/direct.json: it has direct messages',
    ]);
    expect(code).toBe(0);
  });

  it.each([
    ['in its first line', one(2).slice(0, 30)],
    ['before its messages', one(2).slice(0, one(2).indexOf('"messages"'))],
    ['and goes on with something else', one(2).replace('"exportedAt"', '<html>')],
  ])('says of an export that is cut off %s what to do, and does not succeed', async (_where, file) => {
    const { code, printed, errors } = await importFolder({ 'general.json': one(1), 'half.json': file });
    expect(printed[0]).toBe('March 2018: 1 message, 1 member, 1 channel');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^Passed over: half.json: .*; if the file is cut off, export that channel again$/);
    expect(code).toBe(1);
  });

  it('refuses files of several servers by their names, and takes those of one by its name or id', async () => {
    const files = {
      'Kitchen/general.json': one(1, {}, { id: kitchen, name: 'Kitchen' }),
      'Garden/general.json': one(2, { id: '540000000000000001' }, garden),
      'Garden/art.json': one(3, { id: '540000000000000002', name: 'art' }, garden),
    };
    await expect(importFolder(files)).rejects.toThrow(
      `The files are of several servers. Choose one with --guild: ${garden.id} Garden, ${kitchen} Kitchen`,
    );
    await expect(importFolder(files, '--guild', 'Cellar')).rejects.toThrow('The files are of several servers.');
    for (const wanted of ['garden', garden.id]) {
      const { code, printed, errors } = await importFolder(files, '--guild', wanted);
      expect(printed).toEqual(['March 2018: 2 messages, 1 member, 2 channels', '1 month was imported for Garden.']);
      expect([code, errors]).toEqual([0, ['Passed over: Kitchen/general.json: it has messages of Kitchen']]);
    }
  });
});
