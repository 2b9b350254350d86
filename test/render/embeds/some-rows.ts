import type { Channel } from '../../../src/core/channel.ts';
import type { Result, ResultRow } from '../../../src/query/query.ts';
import type { Value } from '../../../src/query/value.ts';
import { aResult, type ResultChanges } from '../a-result.ts';

/** A result with these rows. */
export function resultOf<Measure extends string>(
  rows: readonly ResultRow<Measure>[],
  measures: readonly Measure[],
  changes: ResultChanges<Measure> = {},
): Result<Measure> {
  const values = Object.fromEntries(measures.map((measure) => [measure, 0])) as Record<Measure, Value>;
  return { ...aResult(values, changes), rows };
}

/** A row of a group. */
export function groupRow<Measure extends string>(name: string, values: Record<Measure, Value>): ResultRow<Measure> {
  return { key: { kind: 'group', name }, values };
}

/** A row of a channel. */
export function channelRow<Measure extends string>(
  values: Record<Measure, Value>,
  channel: Partial<Channel> = {},
): ResultRow<Measure> {
  const general: Channel = { id: '510000000000000001', kind: 'text', name: 'general', number: 1, isDeleted: false };
  return { key: { kind: 'channel', channel: { ...general, ...channel } }, values };
}

/** The fields of an embed, names to values. */
export function fieldsOf(embed: { readonly fields?: readonly { name: string; value: string }[] }) {
  return Object.fromEntries((embed.fields ?? []).map(({ name, value }) => [name, value]));
}
