import { expect, test } from 'vitest';
import { GuildQueue, MemberQueue } from '../../../src/bot/answering/command-queues.ts';
import { UserError } from '../../../src/core/errors.ts';
import { gate } from '../../gateway/gate.ts';

test('commands of a guild run one after the other, those of another do not wait', async () => {
  const queue = new GuildQueue();
  const log: string[] = [];
  const first = gate();
  const runs = [
    queue.run('a', async () => {
      log.push('first begins');
      await first.pass();
      log.push('first ends');
    }),
    queue.run('a', async () => log.push('second')),
  ];
  await queue.run('b', async () => log.push('other guild'));
  first.open();
  await Promise.all(runs);
  expect(log).toEqual(['first begins', 'other guild', 'first ends', 'second']);
});

test('a command that fails does not block the next', async () => {
  const queue = new GuildQueue();
  const failing = queue.run('a', async () => {
    throw new Error('broken');
  });
  const next = queue.run('a', async () => 'done');
  await expect(failing).rejects.toThrow('broken');
  await expect(next).resolves.toBe('done');
});

test('one runs, five wait and the next is refused until there is room again', async () => {
  const queue = new GuildQueue();
  const { pass, open } = gate();
  const runs = Array.from({ length: 6 }, () => queue.run('a', pass));
  await expect(queue.run('a', pass)).rejects.toThrow(UserError);
  open();
  await Promise.all(runs);
  await expect(queue.run('a', async () => 'done')).resolves.toBe('done');
});

test('any number of members wait for their turn, one after the other', async () => {
  const queue = new MemberQueue();
  const log: number[] = [];
  const members = Array.from({ length: 50 }, (_, member) => member);
  await Promise.all(members.map((member) => queue.run('a', async () => log.push(member), String(member))));
  expect(log).toEqual(members);
});

test('a third command of the same member is refused until one of two has finished', async () => {
  const queue = new MemberQueue();
  const { pass, open } = gate();
  const runs = [queue.run('a', pass, '1'), queue.run('a', pass, '1')];
  await expect(queue.run('a', pass, '1')).rejects.toThrow(UserError);
  const others = [queue.run('a', pass, '2'), queue.run('b', pass, '1')];
  open();
  await Promise.all([...runs, ...others]);
  await expect(queue.run('a', async () => 'done', '1')).resolves.toBe('done');
});
