import type { Database as Connection } from 'better-sqlite3';
import { inSlices } from '../../../core/async/event-loop.ts';
import { none } from '../../../core/counter.ts';
import { StoreUnavailable } from '../../../core/errors.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Total } from '../../../core/total.ts';
import type { Batch, BatchPart, RefusedRow, ScreenedBatch } from '../../batch.ts';
import { toStoreUnavailable } from '../access/store-faults.ts';
import { readLane } from '../lane-row.ts';
import type { BatchWriter } from './batch-writer.ts';

/** Counters refer to channels and members by number. If one of these rows is refused, its counters are meaningless. */
const numberParts: readonly BatchPart[] = ['channels', 'members'];
const countedParts: readonly BatchPart[] = ['deltas', 'voiceSessions'];

/** Rows tried per turn of the event loop: a few milliseconds of work. */
const sliceRows = 200;

/** See `CounterStore.screen`. Must run inside a transaction that the caller rolls back. */
export async function screenBatch(
  connection: Connection,
  writer: BatchWriter,
  lane: number,
  batch: Batch,
): Promise<ScreenedBatch> {
  const { openMonth, rotation } = readLane(connection, lane);
  // Without an open month, all members and counters would be refused. Vault and store then disagree, which is no reason
  // to drop what was counted.
  if (openMonth === null || rotation !== null) return { batch, refused: [] };

  const refused: RefusedRow[] = [];
  const kept = new Map<BatchPart, object[]>();
  const withoutNumbers = new Map<Snowflake, unknown>();
  await writer.writeRows(lane, batch, async (part, rows, write) => {
    const keptRows: object[] = [];
    kept.set(part, keptRows);
    await inSlices(rows, sliceRows, (row) => {
      const guildId = guildOf(part, row);
      const isVoid = guildId !== null && withoutNumbers.has(guildId) && hasNumbers(part, row);
      const fault = isVoid ? { error: withoutNumbers.get(guildId) } : faultOf(connection, () => write(row));
      if (fault === null) keptRows.push(row);
      else {
        refused.push({ part, guildId, row, error: fault.error });
        if (guildId !== null && numberParts.includes(part)) withoutNumbers.set(guildId, fault.error);
      }
    });
  });
  const hasPosition = refused.every(({ part }) => part !== 'gatewayPosition');
  const gatewayPosition = hasPosition ? batch.gatewayPosition : null;
  return { batch: { ...batch, ...Object.fromEntries(kept), gatewayPosition }, refused };
}

/** Tries a row and undoes it if it fails. Null if it succeeds. */
function faultOf(connection: Connection, write: () => void): { readonly error: unknown } | null {
  connection.exec('savepoint row');
  try {
    write();
    return null;
  } catch (error) {
    // A full disk may have ended the whole transaction, and is not the fault of the row.
    const plain = toStoreUnavailable(error);
    if (plain instanceof StoreUnavailable) throw plain;
    connection.exec('rollback to row');
    return { error };
  } finally {
    if (connection.inTransaction) connection.exec('release row');
  }
}

/**
 * Whether a row refers to channels or members: besides counters, totals of channels, and tenure, which counts members.
 */
function hasNumbers(part: BatchPart, row: object): boolean {
  if (part !== 'totals' && part !== 'lowered') return countedParts.includes(part);
  const { metric, channel } = row as Total;
  return channel !== none || metric === 'tenure';
}

function guildOf(part: BatchPart, row: object): Snowflake | null {
  const { id, guildId } = row as { readonly id?: Snowflake; readonly guildId?: Snowflake };
  if (part === 'gatewayPosition') return null;
  return (part === 'guilds' ? id : guildId) ?? null;
}
