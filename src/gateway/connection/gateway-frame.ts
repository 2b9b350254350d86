import { GatewayOpcodes } from '@discordjs/core';
import { flag, integer, record, type Shape, text } from '../../core/shape.ts';
import { dispatchShapes } from '../dispatch-shapes.ts';

/**
 * The field that makes a gateway frame unusable; null for a valid frame. @discordjs/ws (2.0.4) trusts every frame: one
 * without `d` ends the process, and a bad heartbeat interval makes it send without pause.
 */
export function frameFault(frame: unknown): string | null {
  const fault = anyFrame.faultIn(frame);
  if (fault !== null) return fault === '' ? 'd' : fault;
  const { op, t } = frame as { readonly op: number; readonly t?: unknown };
  return shapes[op]?.faultIn(frame) ?? (op === GatewayOpcodes.Dispatch && t === 'READY' ? ready.faultIn(frame) : null);
}

const anyFrame = record({ op: integer(0, 1_000) });

/** READY starts a session, so its fields are needed before a listener gets the dispatch. */
const ready = record({ s: integer(1, 1_000_000), d: dispatchShapes.READY });

/** Frames of other opcodes are used for nothing but their `op`. */
const shapes: Readonly<Record<number, Shape<unknown>>> = {
  [GatewayOpcodes.Dispatch]: record({ t: text(100, 1), s: integer(1, Number.MAX_SAFE_INTEGER) }),
  [GatewayOpcodes.InvalidSession]: record({ d: flag }),
  // In milliseconds. Discord sends 41,250. A Node timer of more than 2^31 ms fires at once.
  [GatewayOpcodes.Hello]: record({ d: record({ heartbeat_interval: integer(1_000, 3_600_000) }) }),
};
