import { encodeColumns } from '../../columns/columns.ts';
import { Tabulation } from '../../columns/tabulation.ts';

/**
 * A tabulation of next to nothing, to be kept by whoever will tabulate again: with the last object of a class V8 forgets
 * what it has learnt and compiled of it, and a small report then takes twice as long.
 */
export function keepJitWarm(): Tabulation {
  const tabulation = new Tabulation({ type: 'full', channel: null, range: { from: 0, to: 1 } });
  tabulation.add([encodeColumns([{ hour: 0, metric: 'msg', channel: 1, member: 0, amount: 1 }])]);
  tabulation.advance();
  return tabulation;
}
