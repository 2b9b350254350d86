import { assembleCollection, type CollectionDeps } from '../../collect/collection.ts';
import { PeopleInVoice } from '../../gateway/people-in-voice.ts';
import { Refusals } from '../../gateway/refusals.ts';
import type { Log } from '../../log.ts';
import type { RefusedRow } from '../../store/screened-batch.ts';

export interface LaneCollectionDeps extends Omit<CollectionDeps, 'onSetAside' | 'onDropped'> {
  readonly log: Log;
}

/** What a lane knows and counts, and what of it cannot be stored or understood. */
export type LaneCollection = ReturnType<typeof assembleLaneCollection>;

/** Puts it together, and says in the log what is left out. */
export function assembleLaneCollection(deps: LaneCollectionDeps) {
  const { log, checkpoint } = deps;
  const collection = assembleCollection({
    ...deps,
    onSetAside: ({ number }, refused) => log.error({ batch: number, ...setAsideFields(refused) }, setAsideText),
    onDropped: ({ error: err }) => log.error({ err }, setAsideText),
  });
  const damaged = checkpoint.guilds.filter(({ hasDamagedSettings }) => hasDamagedSettings === true).length;
  if (damaged > 0)
    log.warn({ servers: damaged }, 'some settings cannot be read, and are as by default: see npm run doctor');
  const peopleInVoice = new PeopleInVoice(collection);
  const refusals = new Refusals({
    coverage: collection.coverage,
    onRefused: (refused) => log.warn(refused, 'Discord sent what Census does not understand; it is left out'),
  });
  return { ...collection, peopleInVoice, refusals };
}

const setAsideText = 'some counts cannot be stored because of what they are: they are left out and shown as a gap';

/** What is logged of rows that the store refuses: how many of what kind, and the first error. Never what is in them. */
function setAsideFields(refused: readonly RefusedRow[]) {
  const rows: Partial<Record<RefusedRow['part'], number>> = {};
  for (const { part } of refused) rows[part] = (rows[part] ?? 0) + 1;
  return { rows, guilds: new Set(refused.flatMap(({ guildId }) => guildId ?? [])).size, err: refused[0]?.error };
}
