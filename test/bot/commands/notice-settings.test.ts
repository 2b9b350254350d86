import { expect, it } from 'vitest';
import { aSettingsCommand } from './a-settings-command.ts';

it('switches notices on and off, all or one kind', async () => {
  const on = await aSettingsCommand();
  const said = async (options: Readonly<Record<string, string>>) => (await on.ask(options)).lines[0];
  expect(await said({ notices: 'voice off' })).toBe('Saved: these notices are posted from now on: all but voice.');
  expect(await said({ notices: 'joins off' })).toBe(
    'Saved: these notices are posted from now on: all but joins and voice.',
  );
  expect(await said({ notices: 'joins off' })).toBe(
    'Unchanged: these notices are posted already: all but joins and voice.',
  );
  expect(await said({ notices: 'voice off', remove: 'true' })).toContain('all but joins');
  expect(await said({ notices: 'all off' })).toBe('Saved: these notices are posted from now on: none.');
  expect(await said({ notices: 'all on' })).toBe('Saved: these notices are posted from now on: all.');
});
