import { expect, it } from 'vitest';
import { ClosingStack } from '../../src/app/closing-stack.ts';

function aStack() {
  const stack = new ClosingStack();
  const closed: string[] = [];
  const open = (name: string, error?: Error) =>
    stack.add(async () => {
      await Promise.resolve();
      closed.push(name);
      if (error !== undefined) throw error;
    });
  return { stack, closed, open };
}

it('resources are closed in the reverse order, one after the other, and only once', async () => {
  const { stack, closed, open } = aStack();
  for (const name of ['store', 'vault', 'gateway']) open(name);
  await stack.close();
  await stack.close();
  expect(closed).toEqual(['gateway', 'vault', 'store']);
});

it('a failure to close one keeps no other open, and the first error is thrown', async () => {
  const { stack, closed, open } = aStack();
  open('store', new Error('the disk is full'));
  open('vault');
  open('gateway', new Error('the line is cut'));
  await expect(stack.close()).rejects.toThrow('the line is cut');
  expect(closed).toEqual(['gateway', 'vault', 'store']);
});
