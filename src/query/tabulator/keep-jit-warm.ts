import { encodeColumns } from '../../columns/columns.ts';
import { Tabulation } from '../../columns/tabulation.ts';

/**
 * Keeps one small tabulation alive: when the last instance of a class goes, V8 drops its optimised code, and a small
 * report then takes twice as long.
 */
export function keepJitWarm(): Tabulation {
  const tabulation = new Tabulation({ type: 'full', channel: null, range: { from: 0, to: 1 } });
  tabulation.add([encodeColumns([{ hour: 0, metric: 'msg', channel: 1, member: 0, amount: 1 }])]);
  tabulation.advance();
  return tabulation;
}
