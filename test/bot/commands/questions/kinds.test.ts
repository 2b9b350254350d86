import { describe, expect, test } from 'vitest';
import { censusStage, chat } from '../census-stage.ts';
import { embedOf, fieldIn, fieldsIn, tableIn } from './asked-embeds.ts';

describe('.kinds', { timeout: 30_000 }, () => {
  test('shows what messages are and carry', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer, ...more] = await on.type('.kinds today');
    expect(more).toEqual([]);
    expect(embedOf(answer)).toMatchObject({ title: 'Kinds of messages', description: '5 March 2018, 1 day, UTC' });
    expect(fieldIn(answer, 'Messages').split('\n')[0]).toBe('Replies: 0');
    const [slash] = await on.slash('kinds', { range: 'today' });
    expect(embedOf(slash)).toEqual(embedOf(answer));
    const [file] = await on.type('.kinds today format:csv');
    expect(tableIn(file).slice(0, 2)).toEqual(['Case,Number,Share of messages', 'message.reply,0,0']);
  });

  test('of a channel says why it has nothing to show', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer] = await on.type('.kinds general today');
    expect(embedOf(answer).title).toBe('Kinds of messages in #general');
    expect(fieldIn(answer, 'Messages')).toContain('of a channel only whole months that are over are shown');
    expect(fieldsIn(answer)).not.toHaveProperty('Reactions');
  });

  test('says what is not counted without the Message Content intent', async () => {
    const on = await censusStage({
      settings: { privilegedIntents: { guildMembers: true, messageContent: false, presences: false } },
    });
    await chat(on);
    const [answer] = await on.slash('kinds', { range: 'today' });
    expect(fieldIn(answer, 'Files')).toBe('– (the Message Content intent is off)');
    expect(fieldIn(answer, 'Messages')).toContain('With links: –');
  });
});
