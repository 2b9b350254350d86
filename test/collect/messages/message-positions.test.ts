import { describe, expect, it } from 'vitest';
import { MessagePositions } from '../../../src/collect/messages/message-positions.ts';

const guildId = '310000000000000001';
const channelId = '510000000000000001';

describe('a message from the gateway after a restart', () => {
  const positions = new MessagePositions([{ guildId, channelId, lastId: '400', readUpToId: null, gaps: [] }]);
  const isAdmitted = (messageId: string) => positions.admit(positions.channel(guildId, channelId), messageId);

  it('is not counted if it is the last that the previous process counted', () => {
    expect(isAdmitted('400')).toBe(false);
  });

  it.each(['399', '401'])('is counted if it is another one: %s', (messageId) => {
    expect(isAdmitted(messageId)).toBe(true);
  });
});
