import { Notices, type NoticesDeps } from '../../../../src/bot/posts/notices/notices.ts';
import { GuildRegistry } from '../../../../src/collect/guild-registry.ts';
import type { Channel } from '../../../../src/core/channel.ts';
import { defaultGuildSettings, type GuildSettings } from '../../../../src/core/guild-settings.ts';
import { type HourRange, hourMs, hourOf } from '../../../../src/core/time.ts';
import type { NoticeSeries } from '../../../../src/query/notices/notice-series.ts';
import type { Query, RowKey } from '../../../../src/query/query.ts';
import type { NoticesQuery } from '../../../../src/query/questions/notices/notices.ts';
import { notKnown } from '../../../../src/query/value.ts';
import { general } from '../../../cast.ts';
import { guildId } from '../../../simulator/server/stage.ts';
import { aGuild } from '../../../store/a-batch.ts';
import { aPoster } from '../poster-stage.ts';

/** What happened in a guild, by the hours of a period. */
export interface Happened {
  readonly unusual?: readonly {
    readonly hours: HourRange;
    readonly series: NoticeSeries;
    readonly channel?: Channel;
  }[];
  readonly milestones?: readonly { readonly hours: HourRange; readonly members: number }[];
  readonly silences?: readonly HourRange[];
}

/** Notices in one guild, on a simulated Discord, about what is said to have happened. */
export async function someNotices(happened: Happened, given: Partial<GuildSettings> = {}) {
  const on = await aPoster();
  let settings: GuildSettings = { ...defaultGuildSettings, reportChannelId: general, ...given };
  let isBehind = false;
  let isOut = false;
  let asked = 0;
  let notices: Notices;
  let guilds: GuildRegistry;
  const questions = {
    async ask(query: Query) {
      asked += 1;
      if (isOut) throw new Error('the disk does not answer');
      return { query, facts: { countingSinceMs: 0 }, rows: rowsFor(query, happened) };
    },
  } as unknown as NoticesDeps['questions'];
  const restart = (): void => {
    on.restart();
    guilds = new GuildRegistry({ guilds: [aGuild(guildId, { settings })], channels: new Map(), threads: [] });
    notices = new Notices({
      poster: { post: (id, request) => on.poster().post(id, request) },
      guilds,
      guildCache: on.guildCache,
      store: on.store,
      questions,
      clock: on.clock,
      isBehind: () => isBehind,
      signal: new AbortController().signal,
      onFailure: (error) => void on.failures.push(error),
    });
  };
  restart();
  return {
    ...on,
    restart,
    asked: () => asked,
    change(changes: Partial<GuildSettings>): void {
      settings = { ...settings, ...changes };
      guilds.change(guildId, { settings });
    },
    fallBehind: (isSo: boolean) => {
      isBehind = isSo;
    },
    breakDisk: (isSo: boolean) => {
      isOut = isSo;
    },
    /** Posts what is due at an instant, such as `2024-10-28T09`. */
    async at(iso: string): Promise<void> {
      await on.clock.setTo(Date.parse(`${iso}:00:05Z`));
      await notices.postAll();
    },
    /** Posts what is due at every hour of a span, the end excluded. */
    async hourly(fromIso: string, toIso: string): Promise<void> {
      for (let ms = Date.parse(`${fromIso}:00:05Z`); ms < Date.parse(`${toIso}:00:00Z`); ms += hourMs) {
        await on.clock.setTo(ms);
        await notices.postAll();
      }
    },
    /** The first lines of the messages in a channel. */
    titles: (channelId?: string) => on.told(channelId).map((text) => text.split('\n')[0]),
  };
}

export const hour = (iso: string) => hourOf(Date.parse(`${iso}:00:00Z`));

/** A day, or so many. */
export function days(iso: string, count = 1): HourRange {
  return { from: hour(`${iso}T00`), to: hour(`${iso}T00`) + count * 24 };
}

function rowsFor(query: Query, { unusual = [], milestones = [], silences = [] }: Happened) {
  const { range, view } = query;
  const isIn = ({ to }: HourRange) => to > range.from && to <= range.to;
  if (query.about === 'notices') {
    const { series: watched, by } = query as NoticesQuery;
    return unusual
      .filter(({ hours, series }) => isIn(hours) && watched.includes(series))
      .filter(({ hours }) => (hours.to - hours.from === 1) === (by === 'hour'))
      .flatMap(({ hours, series, channel }) => {
        const row = (of: Channel | null) => ({
          key: { kind: 'notice', ...hours, of: series, channel: of } satisfies RowKey,
          values: { value: 776, usual: 434, among: 180, daysSince: 200 },
        });
        return [row(null), ...(channel !== undefined && view(channel) ? [row(channel)] : [])];
      });
  }
  if (query.about === 'milestones') {
    return milestones
      .filter(({ hours }) => isIn(hours))
      .map(({ hours, members }) => ({
        key: { kind: 'notice', ...hours, of: 'totalUsers', channel: null } satisfies RowKey,
        values: { value: members, before: notKnown('notComparable') },
      }));
  }
  return silences
    .filter(({ from, to }) => to <= range.to && from > range.from)
    .slice(-1)
    .map((silence) => ({ key: { kind: 'period', ...silence } satisfies RowKey, values: { usual: 434 } }));
}
