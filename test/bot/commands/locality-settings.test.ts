import { describe, expect, it } from 'vitest';
import { suggestTimezones } from '../../../src/bot/input/suggest-timezones.ts';
import { timezoneNamed } from '../../../src/core/locality/timezone.ts';
import { aSettingsCommand, guildId } from './a-settings-command.ts';

describe('/settings of a place', () => {
  it('sets the time zone of clock times', async () => {
    const on = await aSettingsCommand();
    expect((await on.ask({ timezone: 'europe/berlin' })).lines[0]).toBe(
      'Saved: clock times are those of Europe/Berlin from now on. Days, months, reports and CSV files stay in UTC.',
    );
    expect((await on.ask({ timezone: 'Europe/Berlin' })).lines[0]).toBe(
      'Unchanged: the time zone is already Europe/Berlin.',
    );
    expect((await on.ask()).facts['Time zone']).toBe('Europe/Berlin');
    expect((await on.ask({ timezone: 'america/new york' })).lines[0]).toContain('America/New_York');
    for (const timezone of ['Mars/Olympus', '+02:00', 'x', '2']) {
      await expect(on.ask({ timezone })).rejects.toThrow(`There is no time zone \`${timezone}\`.`);
    }
    expect(on.guilds.settings(guildId).timezone).toBe('America/New_York');
    await on.ask({ timezone: 'America/New_York', remove: 'true' });
    expect(on.guilds.settings(guildId).timezone).toBe('UTC');
  });

  it('sets the language of posts', async () => {
    const on = await aSettingsCommand();
    expect((await on.ask({ language: 'fr' })).lines[0]).toMatch(/: Français\. Slash commands answer each person/);
    expect((await on.ask({ language: 'fr' })).lines[0]).toBe('Unchanged: the language is already: Français.');
    expect((await on.ask()).facts.Language).toBe('Français');
    await on.ask({ language: 'auto' });
    expect(on.guilds.settings(guildId).language).toBe(null);
  });

  it('suggests time zones by any part of their name', async () => {
    const suggested = (typed: string) => suggestTimezones(typed, Date.UTC(2026, 6, 1, 12));
    expect(suggested('berl')).toEqual([{ name: 'Europe/Berlin (14:00)', value: 'Europe/Berlin' }]);
    expect(suggested('new york').map(({ value }) => value)).toEqual(['America/New_York']);
    expect(suggested('')[0]).toEqual({ name: 'UTC (12:00)', value: 'UTC' });
    expect(suggested('a')).toHaveLength(25);
    expect(suggested('').map(({ value }) => timezoneNamed(value))).toEqual(suggested('').map(({ value }) => value));
    expect(suggested('olympus')).toEqual([]);
  });
});
