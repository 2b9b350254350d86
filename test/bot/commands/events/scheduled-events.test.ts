import { expect, test } from 'vitest';
import { hourMs } from '../../../../src/core/time.ts';
import { guildId } from '../../../simulator/server/stage.ts';
import { type CensusStage, censusStage } from '../census-stage.ts';
import { embedOf } from '../questions/asked-embeds.ts';

const id = '920000000000000001';

function quiz(on: CensusStage, name = 'Quiz') {
  const startMs = on.clock.now() + 48 * hourMs;
  return { id, name, channelId: null, startMs, endMs: startMs + 2 * hourMs, status: 'scheduled' } as const;
}

async function listed(on: CensusStage): Promise<string> {
  await on.settled();
  const [answer] = await on.slash('event list');
  return embedOf(answer).description ?? '';
}

const none = 'There are no events yet. Note one with `/event add`.';

test("Discord's events are taken over, changed and removed", async () => {
  const on = await censusStage();
  on.server.scheduledEvents.put(guildId, quiz(on));
  expect(await listed(on)).toMatch(/^`#1` \*\*Quiz\*\*: .* · scheduled in Discord$/);
  expect((await on.slash('event remove', { name: 'Quiz' }))[0]?.content).toContain('Delete it in Discord');
  on.server.scheduledEvents.put(guildId, { ...quiz(on), name: 'Pub quiz', isWeekly: true });
  expect(await listed(on)).toMatch(/^`#1` \*\*Pub quiz\*\*: .* · comes again, so its days stay usual$/);
  on.server.scheduledEvents.delete(guildId, id);
  expect(await listed(on)).toBe(none);
  expect(on.log.join()).not.toContain('quiz');
}, 30_000);

test('what was scheduled or deleted during an outage is learnt when it is over', async () => {
  const on = await censusStage();
  on.server.scheduledEvents.put(guildId, quiz(on));
  await on.settled();
  on.server.guilds.startOutage(guildId);
  on.server.scheduledEvents.put(guildId, { ...quiz(on, 'Talk'), id: '920000000000000002' });
  on.server.scheduledEvents.delete(guildId, id);
  on.server.guilds.endOutage(guildId);
  expect(await listed(on)).toMatch(/^`#\d` \*\*Talk\*\*[^\n]*$/);
}, 30_000);

test('none is taken over where that is switched off', async () => {
  const on = await censusStage();
  const [saved] = await on.slash('settings', { scheduled_events: 'off' });
  expect(saved?.content).toContain('Saved: from now on, events that Discord schedules are not taken over.');
  on.server.scheduledEvents.put(guildId, quiz(on));
  expect(await listed(on)).toBe(none);
}, 30_000);
