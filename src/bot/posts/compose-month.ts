import { PermissionFlagsBits } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth } from '../../core/time.ts';
import { viewOfReaders } from '../../gateway/channel-view.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has } from '../../gateway/permissions.ts';
import type { EventDeps } from '../../query/events/seen-events.ts';
import { fullReport } from '../../render/embeds/full-report.ts';
import { monthReceipt } from '../../render/month-receipt.ts';
import type { GuildMonth } from '../../store/store-reader.ts';
import { drawn } from '../answering/drawn.ts';
import { messageBody } from '../answering/reply.ts';
import type { CommandServices } from '../commands/command.ts';
import { besideReport } from '../commands/report/beside-report.ts';
import { wordsOfGuild } from '../words-of-guild.ts';
import type { Announcement } from './announcement.ts';
import type { PostPlace } from './poster.ts';

export interface ComposeMonthDeps extends Pick<CommandServices, 'questions' | 'pictures'> {
  readonly store: EventDeps['store'];
  readonly guilds: Pick<CommandServices['guilds'], 'settings'>;
  readonly guildCache: Pick<GuildCache, 'get'>;
}

/**
 * The end of a month for the readers of a channel: the receipt, and then the full report with its picture, if files may be
 * sent. It names no channel that one of them might not see.
 */
export async function composeMonth(
  guildId: Snowflake,
  guildMonth: GuildMonth,
  { channelId, permissions }: PostPlace,
  deps: ComposeMonthDeps,
): Promise<readonly Announcement[]> {
  const { guildCache, questions } = deps;
  const words = await wordsOfGuild(guildId, deps);
  const view = viewOfReaders(await guildCache.get(guildId), channelId);
  const asked = { guildId, range: hoursOfMonth(guildMonth.month), channel: null, view } as const;
  const report = await questions.ask({ ...asked, about: 'report', by: 'total' });
  const active = await questions.ask({ ...asked, about: 'activeInRange', by: 'total' });
  const embed = fullReport(report, active, words);
  const receipt = monthReceipt(guildMonth, words);
  const files = [];
  if (has(permissions, PermissionFlagsBits.AttachFiles)) {
    const { picture } = await besideReport('full', asked, deps);
    files.push(await drawn(picture, { guildId, words }, deps));
  }
  const image = files.map(({ name }) => ({ image: { url: `attachment://${name}` } })).at(0);
  return [
    { body: messageBody({ content: receipt }), mark: receipt },
    { body: messageBody({ content: '', embeds: [{ ...embed, ...image }], files }), mark: embed.title ?? '' },
  ];
}
