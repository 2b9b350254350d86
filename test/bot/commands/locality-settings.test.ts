import { describe, expect, it } from 'vitest';
import { suggestTimezones } from '../../../src/bot/input/suggest-timezones.ts';
import { wordsOfGuild } from '../../../src/bot/words-of-guild.ts';
import { defaultGuildSettings, type GuildSettings } from '../../../src/core/guild-settings.ts';
import { timezoneNamed } from '../../../src/core/locality/timezone.ts';
import type { CachedGuild } from '../../../src/gateway/cached-guild.ts';
import { wordsFor } from '../../../src/render/locales/languages.ts';
import { english } from '../../../src/render/words.ts';
import type { PostedMessage } from '../../../src/simulator/population/answers.ts';
import { guildId as stageGuild } from '../../simulator/server/stage.ts';
import { aSettingsCommand, guildId } from './a-settings-command.ts';
import { censusStage, chat } from './census-stage.ts';

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

describe('the language of an answer', () => {
  it('is that of the person for a slash command, and of the server for a typed one', async () => {
    const on = await censusStage();
    await chat(on);
    const title = ([answer]: readonly PostedMessage[]) =>
      (answer?.embeds[0] as { readonly title?: string } | undefined)?.title ?? answer?.content ?? '';
    const asked = { locale: 'de' };
    const german = wordsFor('de');
    const ofWhen = 'when.title' as const;
    expect(title(await on.slash('settings', {}, asked))).toBe(german.say('settings.title'));
    expect(title(await on.slash('settings', {}, { locale: 'es-419' }))).toBe(wordsFor('es').say('settings.title'));
    expect(title(await on.slash('settings', {}, { locale: 'pt-BR' }))).toBe(english.say('settings.title'));
    on.server.guilds.setPreferredLocale(stageGuild, 'es-ES');
    await on.settled();
    expect(title(await on.type('.when este mes'))).toBe(wordsFor('es').say(ofWhen));
    await on.slash('settings', { language: 'fr' }, asked);
    expect(title(await on.type('.when ce mois'))).toBe(wordsFor('fr').say(ofWhen));
    const [mistake] = await on.slash('when', { range: 'letzte Banane' }, asked);
    expect(mistake?.content).toContain('`letzte Banane`');
    expect(mistake?.content).not.toMatch(/is not a day/);
    const suggested = await on.suggestions('report', 'range', 'diese', asked);
    expect(suggested.filter((name) => name.startsWith('diese Woche ('))).toHaveLength(1);
  });

  it('is that which Discord names for the server, if none was chosen', async () => {
    const of = async (preferredLocale: string | null, language: GuildSettings['language']) => {
      const settings = { ...defaultGuildSettings, language, timezone: 'Asia/Tokyo' };
      const guild = { preferredLocale } as CachedGuild;
      const words = await wordsOfGuild(guildId, {
        guilds: { settings: () => settings },
        guildCache: { get: async () => guild },
      });
      return `${words.locale} ${words.timezone}`;
    };
    expect(await of('es-ES', null)).toBe('es Asia/Tokyo');
    expect(await of('es-ES', 'de')).toBe('de Asia/Tokyo');
    expect(await of('ja', null)).toBe('en-GB Asia/Tokyo');
    expect(await of(null, null)).toBe('en-GB Asia/Tokyo');
  });

  it('has the hours of the week of the server', async () => {
    const on = await censusStage();
    await chat(on);
    const footer = async () => JSON.stringify((await on.type('.when this month'))[0]?.embeds);
    expect(await footer()).toContain('hours of the week in UTC');
    await on.slash('settings', { timezone: 'Asia/Tokyo' });
    expect(await footer()).toContain('hours of the week in Asia/Tokyo');
    const suggested = await on.suggestions('settings', 'timezone', 'berl');
    expect(suggested).toEqual([expect.stringMatching(/^Europe\/Berlin \(\d\d:\d\d\)$/)]);
  });
});
