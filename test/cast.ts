/** The guild of most tests. */
export const guildId = '310000000000000001';
/** Its channels: two text channels and one voice channel. */
export const general = '510000000000000001';
export const art = '510000000000000002';
export const lobby = '520000000000000001';
/** Members of it. */
export const alice = '110000000000000001';
export const bob = '110000000000000002';
export const carol = '110000000000000003';
/** Another guild. */
export const kitchen = '300000000000000001';
