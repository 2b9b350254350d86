import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Collects what became garbage just now, in about a millisecond.
 *
 * An image of resvg has no way to be freed: its memory goes when V8 collects its wrapper. V8 takes that for a few bytes
 * and waits, so 300 images in a row would take more than a gigabyte.
 */
export function collectYoungGarbage(): void {
  collector ??= newCollector();
  collector({ type: 'minor' });
}

type Collector = (options: { readonly type: 'minor' }) => void;

let collector: Collector | null = null;

/** The flag gives the function to contexts that are made after it. */
function newCollector(): Collector {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collector;
}
