import { expect, it } from 'vitest';
import { askerOfMessage, type MessageOfButton } from '../../../src/bot/buttons/asker-of-message.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

const alice = '100000000000000001';
const reply: MessageOfButton = {
  id: '700000000000000002',
  message_reference: { channel_id: '510000000000000001', message_id: '700000000000000001' },
};

function asked(message: MessageOfButton, getMessage: () => Promise<unknown> = unexpected) {
  const clock = new SimulatedClock(Date.UTC(2018, 2, 5));
  const asker = askerOfMessage(message, { api: { channels: { getMessage } as never }, clock });
  return { clock, asker };
}

async function unexpected(): Promise<never> {
  throw new Error('nothing should be fetched');
}

it.each<[string, MessageOfButton, string | null]>([
  ['the user of the interaction', { ...reply, interaction_metadata: { user: { id: alice } } }, alice],
  ['the author of the message in the event', { ...reply, referenced_message: { author: { id: alice } } }, alice],
  ['nobody if that message was deleted', { ...reply, referenced_message: null }, null],
  ['nobody if the message is no reply', { id: '7', message_reference: null }, null],
])('is %s', async (_what, message, expected) => {
  expect(await asked(message).asker).toBe(expected);
});

it('is the author of the message that Discord is asked for', async () => {
  expect(await asked(reply, async () => ({ author: { id: alice } })).asker).toBe(alice);
});

it.each<[string, () => Promise<unknown>]>([
  ['refuses', unexpected],
  ['answers something else', async () => ({ author: 'Alice' })],
])('is nobody if Discord %s', async (_what, getMessage) => {
  expect(await asked(reply, getMessage).asker).toBe(null);
});

it('is nobody if Discord takes too long for an answer in time', async () => {
  const { clock, asker } = asked(reply, () => new Promise(() => {}));
  await clock.setTo(clock.now() + 1_500);
  expect(await asker).toBe(null);
});
