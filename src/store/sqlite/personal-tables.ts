/** The tables whose deleted rows must leave no trace in the file, each with two columns that order its rows. */
export const personalTables = {
  member: ['guild_month', 'number'],
  voice_session: ['guild', 'member'],
  message_position: ['guild', 'channel_id'],
  thread: ['guild', 'id'],
  trial_member: ['guild_month', 'number'],
  gateway_position: ['lane', 'shard_id'],
  channel: ['guild', 'id'],
  event: ['guild', 'number'],
} as const;

export type PersonalTable = keyof typeof personalTables;
