import { describe, expect, it } from 'vitest';
import { bob, modRoom } from '../../../simulator/server/stage.ts';
import { aSettingsCommand } from '../a-settings-command.ts';
import { censusStage, chat } from '../census-stage.ts';

describe('/settings in a server', () => {
  it('is for members with Manage Server, and seen by nobody else', async () => {
    const on = await censusStage();
    const [refused] = await on.slash('settings', {}, { userId: bob });
    expect([refused?.isEphemeral, refused?.content.split('\n')[0]]).toEqual([
      true,
      'Only members with the permission Manage Server may do that.',
    ]);
    const [shown] = await on.slash('settings');
    expect(shown?.isEphemeral).toBe(true);
    expect(shown?.embeds).toMatchObject([
      {
        title: 'Settings of Census',
        fields: [
          { name: 'Mod roles', value: 'members with the permission Manage Server' },
          { name: 'Mod channels', value: `<#${modRoom}>` },
          { name: 'Ignored channels', value: `<#${modRoom}>` },
          { name: 'Ignored roles', value: 'none' },
          { name: 'Ignored members', value: 'none' },
          { name: 'Opt-out role', value: 'none' },
          { name: 'Prefix', value: '`.`' },
          { name: 'Report channel', value: 'none' },
          { name: 'Link domains', value: 'none' },
          { name: 'Pictures', value: 'dark' },
          { name: 'Digest', value: 'off' },
          { name: 'Notices', value: 'all' },
          { name: 'Time zone', value: 'UTC' },
          { name: 'Language', value: 'As in Discord’s server settings' },
        ],
      },
    ]);
  });

  it('sets when and where digests come', async () => {
    const on = await aSettingsCommand();
    expect((await on.ask({ digest: 'weekly' })).lines).toEqual([
      'Saved: there is a digest every week from now on. It is about the last week, which ends on Monday at midnight UTC.',
      'Census does not know where to post digests. Say it with `/settings digest_channel:` or `/settings report_channel:`.',
      expect.stringContaining('/settings mod_channel:'),
    ]);
    expect((await on.ask({ digest_hour: '17', report_channel: '51' })).lines.slice(0, 2)).toEqual([
      'Saved: digests come at 17:00.',
      'Saved: the report channel is now <#51>.',
    ]);
    expect((await on.ask()).facts.Digest).toBe('weekly at 17:00 in <#51>');
    await on.ask({ digest: 'daily', digest_channel: '52' });
    expect((await on.ask()).facts.Digest).toBe('daily at 17:00 in <#52>');
    expect((await on.ask({ digest: 'off' })).lines[0]).toBe('Saved: there are no digests from now on.');
    expect((await on.ask({ digest: 'off' })).lines[0]).toBe('Unchanged: digests are already off.');
  });

  it('says what to do next', async () => {
    const on = await censusStage();
    const [without] = await on.slash('settings', { mod_channel: modRoom, remove: true });
    expect(without?.content).toContain('/settings mod_channel:');
    expect((await on.type('.report full all today'))[0]?.content).toContain('No mod channel is set yet');
    const [again] = await on.slash('settings', { mod_channel: modRoom });
    expect(again?.content).toContain('Everyone in this server can read');
  });

  it('stops the counting of a member, and shows no name', async () => {
    const on = await censusStage();
    await on.slash('settings', { ignored_member: bob });
    await on.slash('settings', { ignored_member: bob });
    await chat(on);
    const [shown] = await on.slash('settings');
    expect(JSON.stringify(shown?.embeds)).toContain('"name":"Ignored members","value":"1"');
    expect(JSON.stringify(shown)).not.toContain(bob);
    const [report] = await on.type('.report full all today');
    expect(JSON.stringify(report?.embeds)).toContain('"name":"Active users","value":"1"');
    await on.slash('settings', { ignored_member: bob, remove: true });
    const [shownAfter] = await on.slash('settings');
    expect(JSON.stringify(shownAfter?.embeds)).toContain('"name":"Ignored members","value":"none"');
  });

  it('refuses a prefix that cannot be typed', async () => {
    const on = await censusStage();
    expect((await on.slash('settings', { prefix: 'a b' }))[0]?.content).toContain('`a b` cannot be a prefix.');
  });
});
