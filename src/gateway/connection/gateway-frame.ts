import { GatewayOpcodes } from '@discordjs/core';
import { flag, integer, record, type Shape, text } from '../../core/shape.ts';
import { dispatchShapes } from '../dispatch-shapes.ts';

/**
 * The field that keeps a frame of the gateway from being used; null where all is well. @discordjs/ws (2.0.4) believes every
 * frame: one without its `d` ends the process, and one with a strange heartbeat interval sends without a pause.
 */
export function frameFault(frame: unknown): string | null {
  const fault = anyFrame.faultIn(frame);
  if (fault !== null) return fault === '' ? 'd' : fault;
  const { op, t } = frame as { readonly op: number; readonly t?: unknown };
  return shapes[op]?.faultIn(frame) ?? (op === GatewayOpcodes.Dispatch && t === 'READY' ? ready.faultIn(frame) : null);
}

const anyFrame = record({ op: integer(0, 1_000) });

/** READY begins a session, so what it says is needed before its dispatch comes to a listener. */
const ready = record({ s: integer(1, 1_000_000), d: dispatchShapes.READY });

/** Of other frames nothing is used but their `op`. */
const shapes: Readonly<Record<number, Shape<unknown>>> = {
  [GatewayOpcodes.Dispatch]: record({ t: text(100, 1), s: integer(1, Number.MAX_SAFE_INTEGER) }),
  [GatewayOpcodes.InvalidSession]: record({ d: flag }),
  // In milliseconds. Discord's is 41,250; a timer of Node that is to wait longer than 2^31 fires at once.
  [GatewayOpcodes.Hello]: record({ d: record({ heartbeat_interval: integer(1_000, 3_600_000) }) }),
};
