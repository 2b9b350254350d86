import type { Database as Connection } from 'better-sqlite3';
import { metricOf, totalMetrics } from '../../core/metric.ts';
import { hoursOfMonth, type Month } from '../../core/time.ts';
import { startsWithin } from '../../core/total.ts';
import type { LaneState } from '../store-reader.ts';
import { prepared } from './access/prepared.ts';
import { readLanes } from './lane-row.ts';

/** See `StoreReader.lanes`. */
export function laneStates(snapshot: Connection): readonly LaneState[] {
  const members = prepared<number>(
    snapshot,
    `select count(*)
       from guild
       join guild_month on guild_month.guild = guild.key and month = :openMonth
       join member on member.guild_month = guild_month.id
      where guild.lane = :lane`,
  ).pluck();
  const isTouched = prepared<number>(
    snapshot,
    `select exists (select *
                      from guild
                     where lane = :lane
                       and (exists (select * from guild_month where guild = guild.key and month >= :openMonth)
                            or exists (select *
                                         from json_each(:firstPlaces) as first
                                         cross join total
                                            on total.guild = guild.key
                                           and metric = first.value ->> 'id'
                                           and grain = first.value ->> 'grain'
                                           and start >= first.value ->> 'from')))`,
  ).pluck();
  return readLanes(snapshot).map((row) => {
    const { lane, openMonth, rotation } = row;
    const isOpen = openMonth !== null && rotation === null;
    return {
      ...row,
      members: isOpen ? (members.get({ lane, openMonth }) ?? 0) : 0,
      isUntouched:
        openMonth === null || (isOpen && isTouched.get({ lane, openMonth, firstPlaces: firstPlaces(openMonth) }) === 0),
    };
  });
}

/** For each metric, the first start in a month, so that the index skips all earlier totals. */
function firstPlaces(month: Month): string {
  const places = totalMetrics.map((metric) => {
    const { id, grain } = metricOf(metric);
    return { id, grain, from: startsWithin(grain, hoursOfMonth(month)).from };
  });
  return JSON.stringify(places);
}
