import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import { guildId, modRoom } from '../../simulator/server/stage.ts';
import { censusStage, chat, linesOf, moderators } from './census-stage.ts';

// The stage's clock shows Monday, 5 March 2018, 09:30.

describe('.userstats', () => {
  test('answers with the counters as a file, and says how to treat it', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer, ...more] = await on.type('.userstats 2018-02-20 to 2018-03-06');
    expect(more).toEqual([]);
    expect(answer?.files.map(({ name }) => name)).toEqual(['userstats-2018-02-20-2018-03-06.csv.gz']);
    expect(linesOf(answer)[0]).toBe('Period,Event,User hash,Channel,Count');
    expect(linesOf(answer).filter((line) => line.includes(',msg,'))).toHaveLength(2);
    expect(answer?.content.split('\n')[0]).toBe('User statistics');
    expect(answer?.content).toContain('do not pass on');
    expect(answer?.content).toContain('Tokens of different months are unrelated');
    expect(answer?.content).toContain('Everyone in this server can read this channel');
  });

  test('without a range, on the first days, is of the days since counting began, and says so', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer] = await on.type('.userstats');
    expect(answer?.files.map(({ name }) => name)).toEqual(['userstats-2018-03-05-2018-03-06.csv.gz']);
    expect(answer?.content).toContain('Nothing was counted last month, so these are the days since counting began');
  });

  test('does not warn in a channel that is not for everyone', async () => {
    const on = await censusStage();
    on.server.channels.setOverwrites(modRoom, [
      { id: guildId, kind: 'role', allow: 0n, deny: PermissionFlagsBits.ViewChannel },
      { id: moderators, kind: 'role', allow: PermissionFlagsBits.ViewChannel, deny: 0n },
      { id: on.server.botId, kind: 'member', allow: PermissionFlagsBits.ViewChannel, deny: 0n },
    ]);
    const [answer] = await on.slash('userstats', { range: 'today' });
    expect(answer?.content).not.toContain('Everyone');
    expect(answer?.content).toContain('Within the month, the same token is the same person.');
    expect(answer?.files).toHaveLength(1);
  });

  test('that does not fit into ten files says which range would', async () => {
    const on = await censusStage({ settings: { uploadLimitBytes: 60 } });
    await chat(on);
    const [answer] = await on.slash('userstats', { range: 'today' });
    expect(answer?.files).toEqual([]);
    expect(answer?.content).toContain('does not fit');
  });
});
