import { expect, it } from 'vitest';
import { emojiKey } from '../../src/gateway/listeners/message-reaction-add.ts';

const id = '810000000000000001';

it.each([
  [{ id: null, name: '🍲' }, '🍲'],
  [{ name: '👩🏽‍🍳' }, '👩🏽‍🍳'],
  [{ id, name: 'ladle' }, `<:ladle:${id}>`],
  [{ id, name: 'ladle', animated: true }, `<a:ladle:${id}>`],
  [{ id, name: null }, `<:_:${id}>`],
  [{ id, name: 'x'.repeat(32) }, `<:${'x'.repeat(32)}:${id}>`],
  [{ id: null, name: 'x'.repeat(65) }, 'other'],
  [{ id: null, name: null }, null],
  [{ id: null, name: '' }, null],
])('%j is counted under %j', (emoji, key) => {
  expect(emojiKey(emoji)).toBe(key);
});
