import { expect, it, vi } from 'vitest';
import { alice, bob, carol, general } from '../../cast.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';

const note = expect.stringMatching(/^3 members were active here in the last 30 days, more than the limit of 2 /);

it('a guild with more active members than MAU_MAX gets a notice when the hour is over, once', async () => {
  const on = await aConnectedApp({}, { mauMax: 2 });
  const notes = () => contentsIn(on, general).filter((content) => content.includes('more than the limit'));
  await on.start();
  await on.ask('settings', { report_channel: general });
  for (const user of [alice, bob]) on.write(user);
  await on.until(61);
  await on.settle();
  expect(notes()).toEqual([]);

  on.write(carol);
  await on.settle();
  await on.until(121);
  await vi.waitFor(() => expect(notes()).toEqual([note]), { timeout: 10_000 });
  await on.stop();
  await on.startUnseen();
  await on.settle();
  await on.until(181);
  await on.settle();
  expect(notes()).toEqual([note]);
}, 30_000);

it('a guild that sets a report channel only later gets it at the next start', async () => {
  const on = await aConnectedApp({}, { mauMax: 2 });
  await on.start();
  for (const user of [alice, bob, carol]) on.write(user);
  await on.until(61);
  await on.settle();
  await on.ask('settings', { report_channel: general });
  await on.stop();
  await on.startUnseen();
  await vi.waitFor(() => expect(contentsIn(on, general)).toContainEqual(note), { timeout: 10_000 });
}, 30_000);

function contentsIn({ server }: Awaited<ReturnType<typeof aConnectedApp>>, channelId: string): readonly string[] {
  return (server.world.channel(channelId)?.history.since('0') ?? []).map(({ content }) => content);
}
