import { describe, expect, it } from 'vitest';
import { messageNonce } from '../../../src/bot/posts/report-channel.ts';

const greatestId = String(2n ** 64n - 1n);

describe('the nonce of a message', () => {
  it.each(['receipt9999', 'report99999', 'ceiling'])('is short enough for Discord, whatever the id: %s', (about) => {
    for (const id of ['1', '400000000000000001', greatestId]) {
      expect(messageNonce(about, id).length).toBeLessThanOrEqual(25);
    }
  });

  it('differs by message, month and guild', () => {
    const all = ['receipt675', 'receipt676', 'report675', 'ceiling'].flatMap((about) =>
      ['400000000000000001', '400000000000000002', '4', greatestId].map((id) => messageNonce(about, id)),
    );
    expect(new Set(all).size).toBe(all.length);
  });
});
