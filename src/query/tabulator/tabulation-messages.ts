import type { BucketTotals, PartialTotals } from '../../columns/bucket-totals.ts';
import type { Part, TabulationPlan } from '../../columns/tabulation.ts';

/** A message to a tabulating thread, which handles messages in order. */
export type ToThread = { readonly job: number } & (
  | { readonly kind: 'begin'; readonly plan: TabulationPlan; readonly part: Part }
  | { readonly kind: 'add'; readonly blobs: readonly Uint8Array[] }
  | { readonly kind: 'finish' }
  | { readonly kind: 'slice'; readonly found: PartialTotals[]; readonly share: Part }
  | { readonly kind: 'forget' }
);

/** A message from the thread. */
export type FromThread = { readonly job: number } & (
  | { readonly kind: 'added' }
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'part'; readonly found: PartialTotals[] }
  | { readonly kind: 'slice'; readonly totals: BucketTotals[] }
  /** An error loses its class when it is posted. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly isCorrupt: boolean }
);
