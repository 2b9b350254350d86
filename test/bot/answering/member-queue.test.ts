import { expect, test } from 'vitest';
import { MemberQueue } from '../../../src/bot/answering/member-queue.ts';
import { UserError } from '../../../src/core/errors.ts';
import { gate } from '../../gateway/gate.ts';

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
