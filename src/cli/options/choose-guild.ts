import { UserError } from '../../core/errors.ts';
import { type CalledGuild, calledGuild, listedGuilds } from '../../import/called-guilds.ts';

/**
 * The guild that `--guild` names by its id or name; without `--guild`, the only one.
 *
 * @throws {UserError} that lists the choices.
 */
export function chooseGuild<Guild extends CalledGuild>(known: readonly Guild[], wanted: string | undefined): Guild {
  if (wanted !== undefined) {
    const called = calledGuild(known, wanted);
    if (called === null) throw new UserError(`--guild: expected the id or name of one of ${listedGuilds(known)}`);
    return called;
  }
  const [only, ...more] = known;
  if (only === undefined) throw new UserError('There is no server in this data yet: start the bot, or import files');
  if (more.length > 0) throw new UserError(`--guild: expected one of these servers: ${listedGuilds(known)}`);
  return only;
}
