import type { Database as Connection } from 'better-sqlite3';
import type { MemberNumber } from '../../../core/counter.ts';
import type { TrialSpan, TrialSpans } from '../../../core/membership/trial-span.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Hour, Month } from '../../../core/time.ts';
import type { MonthTrial, SealedTrial } from '../../trial-store.ts';
import { prepared } from '../access/prepared.ts';
import { rewriteTable } from '../forget/rewrite-table.ts';
import { monthIsOfLane } from '../lane-row.ts';

/** Writes the trial of members of the open month, within a transaction of the caller's. */
export class TrialMemberWriter {
  readonly #put: ReturnType<Connection['prepare']>;
  readonly #mark: ReturnType<Connection['prepare']>;

  constructor(connection: Connection) {
    this.#put = connection.prepare(`
      insert into trial_member (guild_month, number, from_hour, to_hour) values (:guildMonth, :member, :from, :to)
      on conflict (guild_month, number) do update set from_hour = excluded.from_hour, to_hour = excluded.to_hour`);
    this.#mark = connection.prepare('update guild_month set has_trial = 1 where id = :guildMonth and has_trial = 0');
  }

  put(guildMonth: number, member: MemberNumber, { from, to }: TrialSpan): void {
    this.#put.run({ guildMonth, member, from, to });
    this.#mark.run({ guildMonth });
  }
}

/** The trials of a lane's open month, by guild; nothing while it is closing. */
export function openTrials(snapshot: Connection, lane: number): ReadonlyMap<Snowflake, TrialSpans> {
  const rows = snapshot
    .prepare<object, SpanRow & { readonly guildId: Snowflake }>(
      `select guild.id as guildId, number, from_hour, to_hour
         from lane
         join guild on guild.lane = lane.lane
         join guild_month on guild_month.guild = guild.key and guild_month.month = lane.open_month and has_trial = 1
         join trial_member on trial_member.guild_month = guild_month.id
        where lane.lane = :lane and lane.rotation_month is null`,
    )
    .iterate({ lane });
  const trials = new Map<Snowflake, Map<MemberNumber, TrialSpan>>();
  for (const { guildId, number, from_hour, to_hour } of rows) {
    const spans = trials.get(guildId) ?? new Map<MemberNumber, TrialSpan>();
    trials.set(guildId, spans.set(number, { from: from_hour, to: to_hour }));
  }
  return trials;
}

/** See `StoreReader.trial`. */
export function trialOf(snapshot: Connection, guildId: Snowflake, month: Month): MonthTrial {
  const found = prepared<{ readonly id: number; readonly summary: Uint8Array | null }>(
    snapshot,
    `select guild_month.id, summary
       from guild_month
       join guild on guild.key = guild_month.guild
       left join month_activity on month_activity.guild_month = guild_month.id
      where guild.id = :guildId and month = :month`,
  ).get({ guildId, month });
  const members = new Map<MemberNumber, TrialSpan>();
  if (found === undefined || found.summary !== null) return { members, summary: found?.summary ?? null };
  const rows = prepared<SpanRow>(
    snapshot,
    'select number, from_hour, to_hour from trial_member where guild_month = :id',
  ).iterate({ id: found.id });
  for (const { number, from_hour, to_hour } of rows) members.set(number, { from: from_hour, to: to_hour });
  return { members, summary: null };
}

/** See `TrialStore.sealedTrials`. */
export function sealedTrials(snapshot: Connection, lane: number): readonly SealedTrial[] {
  return snapshot
    .prepare<object, { readonly guildId: Snowflake; readonly month: Month; readonly hasSummary: number }>(
      `select guild.id as guildId, month, month_activity.guild_month is not null as hasSummary
         from guild_month
         join guild on guild.key = guild_month.guild
         left join month_activity on month_activity.guild_month = guild_month.id
        where is_sealed = 1 and guild_month.id in (select guild_month from trial_member) and lane = :lane
        order by month, guild_month.id`,
    )
    .all({ lane })
    .map(({ hasSummary, ...sealed }) => ({ ...sealed, hasSummary: hasSummary === 1 }));
}

/** See `TrialStore.keepActivity`. */
export function keepActivity(connection: Connection, guildId: Snowflake, month: Month, summary: Uint8Array): void {
  connection
    .prepare<object>(
      `insert into month_activity (guild_month, summary)
       select guild_month.id, :summary
         from guild_month join guild on guild.key = guild_month.guild
        where guild.id = :guildId and month = :month and is_sealed = 1
           on conflict do nothing`,
    )
    .run({ guildId, month, summary });
}

/** See `TrialStore.forgetTrials`. Within a transaction of the caller's. */
export async function forgetTrials(connection: Connection, lane: number): Promise<void> {
  const deletion = connection.prepare<object>(
    `delete from trial_member
      where guild_month in (select id
                              from guild_month
                             where id in (select guild_month from trial_member)
                               and id in (select guild_month from month_activity)
                               and ${monthIsOfLane})`,
  );
  if (deletion.run({ lane }).changes > 0) await rewriteTable(connection, 'trial_member');
}

interface SpanRow {
  readonly number: MemberNumber;
  readonly from_hour: Hour;
  readonly to_hour: Hour | null;
}
