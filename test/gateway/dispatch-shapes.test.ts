import { describe, expect, it } from 'vitest';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { dayMs } from '../../src/core/time.ts';
import { dispatchShapes, type EventName, faultIn } from '../../src/gateway/dispatch-shapes.ts';
import { nonsense, someDispatches, valueAt, withValueAt } from './some-dispatches.ts';

const nowMs = Date.UTC(2018, 2, 5, 10);
const events = Object.keys(dispatchShapes) as readonly EventName[];

describe.each(events)('%s', (event) => {
  const { paths } = dispatchShapes[event];
  const payload = someDispatches[event];

  it('is accepted as Discord documents it', () => {
    expect(faultIn(event, payload, nowMs)).toBe(null);
  });

  it('has an example of every field that is read', () => {
    expect(paths.filter((path) => path !== '' && valueAt(payload, path) === undefined)).toEqual([]);
  });

  it('is never misread, and a refusal reveals only the name of a field', () => {
    for (const path of paths) {
      for (const value of Object.values(nonsense)) {
        const fault = faultIn(event, withValueAt(payload, path, value), nowMs);
        expect([null, 'd', ...paths]).toContain(fault);
      }
    }
  });

  it('is refused when it is no object', () => {
    const refused = [null, 'a text', 7, true, undefined].map((data) => faultIn(event, data, nowMs));
    expect(refused.every((fault) => fault === (event === 'RESUMED' ? null : 'd'))).toBe(true);
  });
});

describe('a field', () => {
  it.each<[EventName, string, unknown]>([
    ['GUILD_CREATE', 'name', null],
    ['GUILD_CREATE', 'name', 'x'.repeat(1_001)],
    ['GUILD_CREATE', 'id', null],
    ['GUILD_CREATE', 'member_count', null],
    ['GUILD_CREATE', 'member_count', undefined],
    ['GUILD_CREATE', 'member_count', 1.5],
    ['GUILD_CREATE', 'member_count', -5],
    ['GUILD_CREATE', 'member_count', 2 ** 40],
    ['GUILD_CREATE', 'channels', undefined],
    ['GUILD_CREATE', 'channels[].id', null],
    ['GUILD_CREATE', 'members[].user', undefined],
    ['GUILD_CREATE', 'voice_states[].channel_id', undefined],
    ['GUILD_UPDATE', 'name', undefined],
    ['GUILD_MEMBER_ADD', 'joined_at', 'yesterday'],
    ['GUILD_MEMBER_ADD', 'joined_at', 'NaN'],
    ['GUILD_MEMBER_ADD', 'joined_at', '2018-13-05T09:30:00Z'],
    ['GUILD_MEMBER_ADD', 'joined_at', '2018-03-05T09:30:00+24:00'],
    ['GUILD_MEMBER_ADD', 'joined_at', '2018-03-05T09:30:00-09:60'],
    ['VOICE_STATE_UPDATE', 'channel_id', undefined],
    ['MESSAGE_CREATE', 'id', '18446744073709551616'],
    ['MESSAGE_CREATE', 'id', '0410000000000000001'],
    ['MESSAGE_CREATE', 'author.id', 'alice'],
    ['MESSAGE_CREATE', 'member.roles[]', 7],
    ['THREAD_LIST_SYNC', 'threads[].id', null],
    ['CHANNEL_DELETE', 'id', null],
    ['GUILD_ROLE_UPDATE', 'role.permissions', 'all'],
    ['INTERACTION_CREATE', 'locale', 'the language of Alice'],
    ['INTERACTION_CREATE', 'data.custom_id', 'x'.repeat(101)],
    ['INTERACTION_CREATE', 'data.custom_id', null],
    ['INTERACTION_CREATE', 'data.component_type', 'button'],
    ['INTERACTION_CREATE', 'message.id', 'alice'],
    ['INTERACTION_CREATE', 'message.interaction_metadata.user.id', 7],
    ['INTERACTION_CREATE', 'message.referenced_message.author.id', '-1'],
  ])('%s %s is not %j', (event, path, value) => {
    expect(faultIn(event, withValueAt(someDispatches[event], path, value), nowMs)).toBe(path);
  });

  it.each<[EventName, string, unknown]>([
    ['GUILD_CREATE', '', { id: '310000000000000001', unavailable: true }],
    ['GUILD_CREATE', 'unavailable', undefined],
    ['GUILD_DELETE', 'unavailable', undefined],
    ['GUILD_MEMBER_ADD', 'joined_at', null],
    ['VOICE_STATE_UPDATE', 'channel_id', null],
    ['VOICE_STATE_UPDATE', 'member', undefined],
    ['VOICE_STATE_UPDATE', 'member.joined_at', null],
    ['MESSAGE_CREATE', 'member', undefined],
    ['MESSAGE_CREATE', 'content', ''],
    ['CHANNEL_UPDATE', 'position', undefined],
    ['READY', 'guilds[]', { id: '310000000000000001', unavailable: true }],
    ['READY', 'shard', undefined],
    ['INTERACTION_CREATE', 'message', undefined],
    ['INTERACTION_CREATE', 'message.interaction_metadata', null],
    ['INTERACTION_CREATE', 'message.referenced_message', null],
  ])('%s %s may be %j', (event, path, value) => {
    expect(faultIn(event, withValueAt(someDispatches[event], path, value), nowMs)).toBe(null);
  });

  it.each<[EventName, string, (timeMs: number) => string]>([
    ['MESSAGE_CREATE', 'id', firstSnowflakeAt],
    ['INTERACTION_CREATE', 'id', firstSnowflakeAt],
    ['GUILD_MEMBER_ADD', 'joined_at', (timeMs) => new Date(timeMs).toISOString()],
  ])('%s %s may not lie a year ahead', (event, path, at) => {
    const faultAt = (timeMs: number) => faultIn(event, withValueAt(someDispatches[event], path, at(timeMs)), nowMs);
    expect(faultAt(nowMs + 365 * dayMs)).toBe(path);
    expect(faultAt(nowMs + dayMs)).toBe(null);
  });
});
