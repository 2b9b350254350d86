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

test('no command is longer than Discord takes', () => {
  for (const definition of slashDefinitions()) {
    const texts = [definition.name, definition.description, ...textsIn(definition.options ?? [])];
    expect(texts.join('').length, definition.name).toBeLessThanOrEqual(8000);
    expect(definition.description.length, definition.name).toBeLessThanOrEqual(100);
  }
});

/** All names, descriptions and values: what Discord counts. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
