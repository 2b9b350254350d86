import { expect, test } from 'vitest';
import { registerCommands, slashDefinitions } from '../../../src/bot/answering/register.ts';
import { stage } from '../../simulator/server/stage.ts';

test('the commands are written once, and again only when they differ', async () => {
  const { server, connect } = await stage();
  const { api } = await connect();
  expect(await registerCommands(api, server.botId)).toBe(true);
  expect(server.commands.all.map(({ name }) => name)).toEqual([
    ...['report', 'active', 'when', 'channels', 'over', 'compare'],
    ...['event', 'newcomers', 'kinds', 'card', 'visitors', 'userstats'],
    ...['status', 'settings', 'privacy'],
  ]);
  expect(await registerCommands(api, server.botId)).toBe(false);

  const [first, ...others] = slashDefinitions();
  await api.applicationCommands.bulkOverwriteGlobalCommands(server.botId, [
    ...others,
    { ...first, name: 'report', description: 'as it was' },
  ]);
  expect(await registerCommands(api, server.botId)).toBe(true);
  expect(server.commands.all.map(({ description }) => description)).not.toContain('as it was');

  await api.applicationCommands.bulkOverwriteGlobalCommands(server.botId, [...others]);
  expect(await registerCommands(api, server.botId)).toBe(true);
});

test('no command is offered in direct messages, and settings only to members with Manage Server', () => {
  expect(slashDefinitions().map(({ contexts, integration_types }) => [contexts, integration_types])).toEqual(
    slashDefinitions().map(() => [[0], [0]]),
  );
  const settings = slashDefinitions().find(({ name }) => name === 'settings');
  expect(settings?.default_member_permissions).toBe(String(1 << 5));
});

test('no command is longer than Discord takes, each text in its longest language', () => {
  for (const definition of slashDefinitions()) {
    expect(charactersIn(definition), definition.name).toBeLessThanOrEqual(8000);
    for (const text of descriptionsIn(definition)) expect(text.length, text).toBeLessThanOrEqual(100);
  }
});

test('every description is in all languages, and every name is English', () => {
  const [report] = slashDefinitions();
  expect(report?.name).toBe('report');
  expect(Object.keys(report?.description_localizations ?? {}).sort()).toEqual(['de', 'en-US', 'es-ES', 'fr']);
  expect(report?.description_localizations?.['en-US']).toBe(report?.description);
  const settings = slashDefinitions().find(({ name }) => name === 'settings');
  const options = settings?.options ?? [];
  expect(options.filter(({ description_localizations: all }) => Object.keys(all ?? {}).length !== 4)).toEqual([]);
});

test('another text in one language is registered', async () => {
  const { server, connect } = await stage();
  const { api } = await connect();
  await registerCommands(api, server.botId);
  const [first, ...others] = slashDefinitions();
  const changed = { ...first, name: 'report', description: first?.description ?? '' };
  await api.applicationCommands.bulkOverwriteGlobalCommands(server.botId, [
    { ...changed, description_localizations: { ...first?.description_localizations, de: 'Wie es war' } },
    ...others,
  ]);
  expect(await registerCommands(api, server.botId)).toBe(true);
  expect(await registerCommands(api, server.botId)).toBe(false);
});

/** Names, descriptions and values: what Discord counts. */
function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + charactersIn(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(fields).reduce((sum, [name, field]) => {
    if (name.endsWith('_localizations')) return sum;
    if (typeof field !== 'string') return sum + charactersIn(field);
    const others = Object.values(Object(fields[`${name}_localizations`])).map((text) => String(text).length);
    return sum + Math.max(field.length, ...others);
  }, 0);
}

function descriptionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    if (name === 'description') return [String(field)];
    return name === 'description_localizations' ? Object.values(Object(field)).map(String) : descriptionsIn(field);
  });
}
