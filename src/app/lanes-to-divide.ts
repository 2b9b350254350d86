/**
 * The guilds must be divided into another number of lanes: the bot stops and starts again with them. Neither a bug nor
 * a fault.
 */
export class LanesToDivide extends Error {
  override readonly name = 'LanesToDivide';
  /** True if Discord refuses the current number; false if a month begins, in which no one is known yet. */
  readonly isRequired: boolean;

  constructor(isRequired: boolean) {
    super('the guilds must be divided into another number of lanes');
    this.isRequired = isRequired;
  }
}
