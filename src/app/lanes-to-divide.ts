/**
 * The guilds are to be divided into another number of lanes: the bot is stopped, and started again over them. Neither a
 * bug nor a fault.
 */
export class LanesToDivide extends Error {
  override readonly name = 'LanesToDivide';
  /** Discord refuses fewer shards; else a month begins, in which nobody is known yet. */
  readonly isRequired: boolean;

  constructor(isRequired: boolean) {
    super('the guilds are to be divided into another number of lanes');
    this.isRequired = isRequired;
  }
}
