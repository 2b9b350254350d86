import { describe, expect, it } from 'vitest';
import { MessagePositions } from '../../../src/collect/messages/message-positions.ts';

const guildId = '310000000000000001';
const channelId = '510000000000000001';

describe('a message that the gateway brings after a restart', () => {
  const positions = new MessagePositions([{ guildId, channelId, lastId: '400', readUpToId: null, gaps: [] }]);
  const isAdmitted = (messageId: string) => positions.admit(positions.channel(guildId, channelId), messageId);

  it('is not counted again where it was the last that the process before counted', () => {
    expect(isAdmitted('400')).toBe(false);
  });

  it.each(['399', '401'])('is counted where it is another: %s', (messageId) => {
    expect(isAdmitted(messageId)).toBe(true);
  });
});
