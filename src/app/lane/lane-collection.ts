import { assembleCollection, type CollectionDeps } from '../../collect/collection.ts';
import { PeopleInVoice } from '../../gateway/people-in-voice.ts';
import { Refusals } from '../../gateway/refusals.ts';
import type { Log } from '../../log.ts';
import type { RefusedRow } from '../../store/batch.ts';

export interface LaneCollectionDeps extends Omit<CollectionDeps, 'onSetAside' | 'onDropped'> {
  readonly log: Log;
}

/** A lane's memory: its members, its counts, and the refusals. */
export type LaneCollection = ReturnType<typeof assembleLaneCollection>;

/** Assembles it, and logs what is left out. */
export function assembleLaneCollection(deps: LaneCollectionDeps) {
  const { log, checkpoint } = deps;
  const collection = assembleCollection({
    ...deps,
    onSetAside: ({ number }, refused) => log.error({ batch: number, ...setAsideFields(refused) }, setAsideText),
    onDropped: ({ error: err }) => log.error({ err }, setAsideText),
  });
  const damaged = checkpoint.guilds.filter(({ hasDamagedSettings }) => hasDamagedSettings === true).length;
  if (damaged > 0)
    log.warn({ servers: damaged }, 'some settings cannot be read, so their defaults apply: see npm run doctor');
  const peopleInVoice = new PeopleInVoice(collection);
  const refusals = new Refusals({
    coverage: collection.coverage,
    onRefused: (refused) => log.warn(refused, 'Discord sent what Census does not understand; it is left out'),
  });
  return { ...collection, peopleInVoice, refusals };
}

const setAsideText = 'the database refuses some counts: they are left out and shown as a gap';

/** The log fields of refused rows: their number by kind, and the first error. Never their content. */
function setAsideFields(refused: readonly RefusedRow[]) {
  const rows: Partial<Record<RefusedRow['part'], number>> = {};
  for (const { part } of refused) rows[part] = (rows[part] ?? 0) + 1;
  return { rows, guilds: new Set(refused.flatMap(({ guildId }) => guildId ?? [])).size, err: refused[0]?.error };
}
