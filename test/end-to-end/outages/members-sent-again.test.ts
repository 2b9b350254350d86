import { GatewayDispatchEvents } from '@discordjs/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchOf } from '../../../src/simulator/server/gateway/dispatch.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

type Census = Awaited<ReturnType<typeof aConnectedApp>>;

const stranger = '120000000000000001';
const app = '120000000000000007';

/** Discord sends the join of a member, whether true or not. */
function sayJoined(census: Census, joinedAt: string, userId = stranger): void {
  const data = { guild_id: census.guildId, user: userOf(userId), roles: [], joined_at: joinedAt, flags: 0 };
  census.server.world.emit(
    dispatchOf(GatewayDispatchEvents.GuildMemberAdd, census.guildId, { ...data, deaf: false, mute: false }),
  );
}

function sayLeft(census: Census, userId = stranger): void {
  const data = { guild_id: census.guildId, user: userOf(userId) };
  census.server.world.emit(dispatchOf(GatewayDispatchEvents.GuildMemberRemove, census.guildId, data));
}

function userOf(id: string) {
  return { id, username: 'x', discriminator: '0', global_name: null, avatar: null, ...(id === app && { bot: true }) };
}

async function aStartedApp(): Promise<Census> {
  const census = await aConnectedApp();
  await census.start();
  await census.until(1);
  return census;
}

async function untilMinute(census: Census, minute: number): Promise<void> {
  await census.settle();
  await census.until(minute);
}

/** The final counts. */
async function counted(census: Census, minute: number) {
  await untilMinute(census, minute);
  return census.counted();
}

/** A minute of the simulated day, and some milliseconds. */
const at = (minute: number, ms = 0) =>
  `2018-03-05T10:${String(minute).padStart(2, '0')}:00.${String(ms).padStart(3, '0')}000+00:00`;

describe('a member event that Discord repeats', () => {
  it.each([
    ['at once', [at(1), at(1), at(1)]],
    ['with a later instant each time', [at(1), at(1, 400), at(1, 800)]],
    ['with an instant of 49 minutes later', [at(1), at(50)]],
    ['with an earlier instant', [at(1), '2018-03-05T10:00:30.000000+00:00']],
  ])('is one join, %s', async (_how, instants) => {
    const census = await aStartedApp();
    for (const instant of instants) sayJoined(census, instant);
    expect(await counted(census, 3)).toMatchObject({ joins: 1, totalUsers: 11 });
  });

  it('is one leave, however much later', async () => {
    const census = await aStartedApp();
    sayLeft(census);
    await untilMinute(census, 4);
    sayLeft(census);
    expect(await counted(census, 8)).toMatchObject({ parts: 1, totalUsers: 9 });
  });

  it('is no join after they have left', async () => {
    const census = await aStartedApp();
    sayJoined(census, at(1));
    sayLeft(census);
    sayJoined(census, at(1));
    expect(await counted(census, 3)).toMatchObject({ joins: 1, parts: 1, totalUsers: 10 });
  });

  it.each([
    { when: 'before Census came', joinedAt: '2017-01-05T10:00:00.000000+00:00', members: 10 },
    { when: 'since then', joinedAt: at(1), members: 11 },
  ])('is no second member if it is an app that joined $when', async ({ joinedAt, members }) => {
    const census = await aStartedApp();
    for (let time = 0; time < 5; time += 1) sayJoined(census, joinedAt, app);
    expect(await counted(census, 3)).toMatchObject({ joins: 0, totalUsers: members });
  });

  it('is no second leave of an app', async () => {
    const census = await aStartedApp();
    for (let time = 0; time < 5; time += 1) sayLeft(census, app);
    expect(await counted(census, 3)).toMatchObject({ parts: 0, totalUsers: 9 });
  });

  it('changes no headcount if the member is ignored, either', async () => {
    const census = await aStartedApp();
    await census.ask('settings', { ignored_member: stranger });
    for (const instant of [at(1), at(1), at(1, 400)]) sayJoined(census, instant);
    for (let time = 0; time < 3; time += 1) sayLeft(census);
    sayJoined(census, at(2));
    expect(await counted(census, 3)).toMatchObject({ joins: 0, parts: 0, totalUsers: 11 });
  });
});

it('the number of members does not fall below zero, however many leave', async () => {
  const census = await aStartedApp();
  for (let nth = 0; nth < 15; nth += 1) sayLeft(census, `13000000000000000${nth}`);
  await untilMinute(census, 3);
  sayJoined(census, at(3), '140000000000000001');
  expect(await counted(census, 5)).toMatchObject({ joins: 1, totalUsers: 1 });
});
