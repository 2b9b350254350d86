import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SettingChanges } from '../../src/collect/setting-changes.ts';
import { StoreUnavailable } from '../../src/core/errors.ts';
import type { GuildSettings } from '../../src/core/guild-settings.ts';
import { general, guildId } from '../cast.ts';
import { aCollection, arnold, jennifer } from './collection-fixture.ts';

const startMs = Date.UTC(2026, 2, 9, 12);

/** A collection whose disk can refuse batches, settings and member lists. */
async function aCensus() {
  const refusing = { batches: false, settings: false, lists: false };
  const refuse = (what: keyof typeof refusing) => {
    if (refusing[what]) throw new StoreUnavailable('the disk refuses');
  };
  const on = await aCollection({ startMs, beforeCommit: () => refuse('batches') });
  const { clock, store, guilds, collector, flusher } = on;
  const changes = new SettingChanges({
    clock,
    guilds,
    flusher,
    store: {
      async putSettings(...given) {
        refuse('settings');
        await store.putSettings(...given);
      },
    },
    counting: {
      changeSettings: (id, settings) => collector.changeSettings(id, settings, clock.now()),
      collector: {
        async setIgnored(...given) {
          refuse('lists');
          await collector.setIgnored(...given);
        },
      },
    },
  });
  on.see();
  return { ...on, refusing, changes };
}

const withPrefix = (prefix: string) => (settings: GuildSettings) => ({ ...settings, prefix });
const ignoring = (channelId: string) => (settings: GuildSettings) => ({
  ...settings,
  ignoredChannelIds: [...settings.ignoredChannelIds, channelId],
});

describe('a change of settings', () => {
  it('is durable and in force when it is reported', async () => {
    const on = await aCensus();
    const { before, after } = await on.changes.change(guildId, withPrefix('!'), null);
    expect([before.prefix, after.prefix]).toEqual(['.', '!']);
    expect(on.guilds.settings(guildId)).toBe(after);
    expect((await on.store.guild(guildId))?.settings).toEqual(after);
    await on.stop();
  });

  it.each(['batches', 'settings', 'lists'] as const)('was never in force if the disk refuses %s', async (what) => {
    const on = await aCensus();
    on.write(arnold);
    on.refusing[what] = true;
    const failing = on.changes.change(guildId, ignoring(general), { person: jennifer, isIgnored: true });
    const wasInForce: boolean[] = [];
    const watched = failing.catch((error: unknown) => {
      wasInForce.push(on.guilds.settings(guildId).ignoredChannelIds.length > 0);
      return error;
    });
    on.write(jennifer);
    expect(await watched).toBeInstanceOf(StoreUnavailable);
    on.write(jennifer);
    expect(wasInForce).toEqual([false]);
    on.refusing[what] = false;
    expect(await on.counted()).toEqual(['0 msg 1 3', '0 total_users 0 10']);
    expect((await on.store.guild(guildId))?.settings).toEqual(on.guilds.settings(guildId));
    expect(on.guilds.settings(guildId).ignoredChannelIds).toEqual([]);
    await on.stop();
  });

  it('counts from history only messages written after the change', async () => {
    const on = await aCensus();
    await on.changes.change(guildId, ignoring(general), null);
    await on.clock.setTo(startMs + 5000);
    await on.changes.change(guildId, (settings) => ({ ...settings, ignoredChannelIds: [] }), null);
    expect((await on.store.guild(guildId))?.catchUpFromMs).toBe(startMs + 5000);
    await on.clock.setTo(startMs + 9000);
    await on.changes.change(guildId, (settings) => settings, { person: jennifer, isIgnored: false });
    expect((await on.store.guild(guildId))?.catchUpFromMs).toBe(startMs + 9000);
    await on.stop();
  });

  it('loses no concurrent change, whichever of them fail', async () => {
    const attempts = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(attempts, async (outcomes) => {
        const on = await aCensus();
        const done = outcomes.map((isWell, index) =>
          on.changes
            .change(
              guildId,
              (settings) => {
                on.refusing.settings = !isWell;
                return ignoring(`9${index}`)(settings);
              },
              null,
            )
            .then(
              () => true,
              () => false,
            ),
        );
        expect(await Promise.all(done)).toEqual(outcomes);
        const expected = outcomes.flatMap((isWell, index) => (isWell ? [`9${index}`] : []));
        expect(on.guilds.settings(guildId).ignoredChannelIds).toEqual(expected);
        await on.flusher.flush();
        expect((await on.store.guild(guildId))?.settings.ignoredChannelIds).toEqual(expected);
        await on.stop();
      }),
      { numRuns: 20 },
    );
  });

  it('of an unknown guild is refused', async () => {
    const on = await aCensus();
    await expect(on.changes.change('1', withPrefix('!'), null)).rejects.toThrow('does not know this server yet');
    await on.stop();
  });
});
