import type { BucketTotals, PartialTotals } from '../../columns/bucket-totals.ts';
import type { Part, TabulationPlan } from '../../columns/tabulation.ts';

/** What a thread that adds up is told. It obeys in the order in which it is told. */
export type ToThread = { readonly job: number } & (
  | { readonly kind: 'begin'; readonly plan: TabulationPlan; readonly part: Part }
  | { readonly kind: 'add'; readonly blobs: readonly Uint8Array[] }
  | { readonly kind: 'finish' }
  | { readonly kind: 'slice'; readonly found: PartialTotals[]; readonly share: Part }
  | { readonly kind: 'forget' }
);

/** What it tells. */
export type FromThread = { readonly job: number } & (
  | { readonly kind: 'added' }
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'part'; readonly found: PartialTotals[] }
  | { readonly kind: 'slice'; readonly totals: BucketTotals[] }
  /** An error loses its class on the way. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly isCorrupt: boolean }
);
