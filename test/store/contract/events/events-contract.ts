import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GuildEvent, withEvent } from '../../../../src/core/events/event.ts';
import { firstSnowflakeAt } from '../../../../src/core/snowflake.ts';
import { dayMs, startOfMonthMs } from '../../../../src/core/time.ts';
import type { LaneStore } from '../../../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from '../../a-batch.ts';
import { april, fromTop, guildId, type MakeStore, march, otherId, type StoreUnderTest } from '../store-under-test.ts';

/** Named spans of time. */
export function describeEvents(make: MakeStore): void {
  describe('an event', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;

    const conference: GuildEvent = {
      id: 1,
      name: 'Conference',
      from: 500_000,
      to: 500_048,
      channelId: null,
      discordId: null,
      isRecurring: false,
    };
    const quiz: GuildEvent = { ...conference, id: 2, name: 'Quiz 🎲', from: 499_000, to: 499_001, channelId: '8' };
    const ofDiscord: GuildEvent = { ...conference, id: 3, name: 'Talk', discordId: '77', isRecurring: true };

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
      await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)] }), nobody);
    });
    afterEach(() => underTest.dispose());

    it('is there after a restart, in the order of time', async () => {
      const all = [conference, quiz, ofDiscord];
      const inOrder = [quiz, conference, ofDiscord];
      expect(await store.changeEvents(guildId, () => all)).toEqual(inOrder);
      store = await underTest.reopen();
      expect(await store.events(guildId)).toEqual(inOrder);
      expect(await store.events(otherId)).toEqual([]);
      expect(await store.events('unknown guild')).toEqual([]);
    });

    it('is changed and removed by what is made of those that are there', async () => {
      await store.changeEvents(guildId, () => [conference, quiz]);
      const renamed = { ...quiz, name: 'Pub quiz', to: 499_003 };
      await store.changeEvents(guildId, (events) => {
        expect(events).toEqual([quiz, conference]);
        return [renamed, ofDiscord];
      });
      expect(await store.events(guildId)).toEqual([renamed, ofDiscord]);
    });

    it('gets the next number, also when two are added at once', async () => {
      const { id: _id, ...added } = conference;
      const add = (name: string) => store.changeEvents(guildId, (events) => withEvent(events, { ...added, name }));
      await Promise.all([add('one'), add('two'), add('three')]);
      const stored = await store.events(guildId);
      expect(stored.map(({ id }) => id)).toEqual([1, 2, 3]);
      expect(new Set(stored.map(({ name }) => name))).toEqual(new Set(['one', 'two', 'three']));
    });

    it('of a guild that is not stored is not written', async () => {
      expect(await store.changeEvents('300000000000000404', () => [conference])).toBeNull();
      expect(await store.events('300000000000000404')).toEqual([]);
    });

    it('is refused if it is invalid, and so is all that is written with it', async () => {
      const faulty = { ...quiz, to: quiz.from };
      await expect(store.changeEvents(guildId, () => [conference, faulty])).rejects.toThrow();
      expect(await store.events(guildId)).toEqual([]);
    });

    it('changes nothing if the change fails', async () => {
      await store.changeEvents(guildId, () => [conference]);
      const failing = store.changeEvents(guildId, () => {
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store.events(guildId)).toEqual([conference]);
    });

    it('is deleted with its guild', async () => {
      await store.changeEvents(guildId, () => [conference]);
      await store.changeEvents(otherId, () => [quiz]);
      await store.removeGuild(guildId);
      await store.commit(aBatch(2, { guilds: [aGuild(guildId)] }), nobody);
      expect(await store.events(guildId)).toEqual([]);
      expect(await store.events(otherId)).toEqual([quiz]);
    });

    it('is deleted with a deleted channel that loses its name', async () => {
      const marchMs = startOfMonthMs(march);
      const id = firstSnowflakeAt(marchMs + dayMs);
      const channel = { id, kind: 'text', name: 'secret', number: 1, isDeleted: true, isPrivate: true } as const;
      const observedUntilMs = marchMs + 3 * dayMs;
      await store.commit(aBatch(2, { channels: [{ guildId, channel }], observedUntilMs }), nobody);
      await store.changeEvents(guildId, () => [conference, { ...quiz, channelId: id }]);
      await store.beginRotation(march, april, fromTop());
      await store.hideDeletedChannels(march, april, () => true);
      expect(await store.events(guildId)).toEqual([conference]);
    });
  });
}
