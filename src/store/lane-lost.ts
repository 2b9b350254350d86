/**
 * A lane is not this owner's any more: another one has it, or the lanes were divided differently. Neither a disk that
 * refuses nor a bug: the lane's work here ends at once, nothing of it is written, and no other lane is concerned.
 */
export class LaneLost extends Error {
  override readonly name = 'LaneLost';

  constructor(lane: number) {
    super(`lane ${lane} is not owned any more`);
  }
}
