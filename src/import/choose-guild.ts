import { defaultGuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { UserError } from '../core/user-error.ts';
import type { Guild } from '../store/store.ts';
import { freeSmallId, snowflakeDigits } from './free-small-id.ts';

export interface GuildWish {
  /** An id or a name; null where none was asked for. */
  readonly wanted: string | null;
  /** What the files say of their guild; null where they say nothing. */
  readonly own: { readonly id: Snowflake; readonly name: string } | null;
  /** For a guild that nobody has named. */
  readonly fileName: string;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/**
 * The guild that months are imported for: one that is known, or a new one.
 *
 * @throws {UserError} where it is not clear which, or the files are of another.
 */
export function chooseGuild(known: readonly Guild[], wish: GuildWish): Guild {
  const { wanted, own, fileName, nowMs } = wish;
  if (own !== null) {
    if (wanted !== null && wanted !== own.id && !isCalled(wanted, own)) {
      throw new UserError(`--guild: the files are of ${own.id} ${own.name}, expected that or nothing`);
    }
    return known.find(({ id }) => id === own.id) ?? newGuild(own.id, own.name || own.id, nowMs);
  }
  if (wanted === null) {
    const [only, ...more] = known;
    if (more.length > 0) throw new UserError(`--guild: expected which of these it shall be: ${listed(known)}`);
    return only ?? newGuild(freeSmallId([]), fileName, nowMs);
  }
  if (/^\d+$/.test(wanted)) {
    const byId = known.find(({ id }) => id === wanted);
    if (byId === undefined && (wanted.length < snowflakeDigits || wanted.length > 20)) {
      throw new UserError(`--guild: expected an id of Discord's, a name, or one of ${listed(known) || 'none yet'}`);
    }
    return byId ?? newGuild(wanted, wanted, nowMs);
  }
  const called = known.filter((guild) => isCalled(wanted, guild));
  if (called.length > 1) throw new UserError(`--guild: several have that name, expected an id: ${listed(called)}`);
  return called[0] ?? newGuild(freeSmallId(known.map(({ id }) => id)), wanted, nowMs);
}

function isCalled(wanted: string, { name }: { readonly name: string }): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}

function listed(guilds: readonly Guild[]): string {
  return guilds.map(({ id, name }) => `${id} ${name}`).join(', ');
}

/** Census came to it and left it at one instant: it has never been in it, and when it is, its time before is a gap. */
function newGuild(id: Snowflake, name: string, nowMs: number): Guild {
  return {
    id,
    name,
    settings: defaultGuildSettings,
    afkChannelId: null,
    headcount: 0,
    firstConnectedMs: nowMs,
    leftMs: nowMs,
    wasGreeted: false,
    catchUpFromMs: nowMs,
    announcedMonth: null,
    isAnnouncementCertain: true,
    wasToldOfCeiling: false,
  };
}
