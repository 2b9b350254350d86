/** Why a number is not known. Renderers show it as `–` or an empty cell, and say the reason. */
export const reasons = [
  /** Another program counted the month, and did not count this. */
  'imported',
  /** Census cannot see the channel. */
  'channelUnseen',
  'channelIgnored',
  /** A privileged intent is off. */
  'intentOff',
  /** It lies before counting began. */
  'beforeCounting',
  /** Not one hour of it was observed. */
  'notObserved',
  /** The counters were deleted (KEEP_MONTHS). */
  'deleted',
  'unreadable',
  /** The number belongs to the whole server and to no channel. */
  'ofServer',
  /** So few people are in it that it might identify one of them. */
  'tooFew',
  /** It is not over yet. */
  'running',
  /** The operator has not switched it on (COUNT_VISITORS). */
  'switchedOff',
  /** Some roles are not counted, and of people who come online later Discord does not tell the roles. */
  'rolesUntold',
  /** There are not yet enough earlier days, months or weeks to say what is usual. */
  'learning',
  /** It cannot be compared or divided: people of times of different length, or something that belongs to no hour. */
  'notComparable',
  /** The Message Content intent is off. */
  'contentOff',
] as const;

export type Reason = (typeof reasons)[number];

export interface NotKnown {
  readonly notKnown: Reason;
}

/**
 * A number of people over a month's end: they cannot be recognised across months, so it has bounds. `low` is below
 * `high`. The estimate, an integer, lies between them; it is null if no complete earlier month allows one.
 */
export interface Between {
  readonly low: number;
  readonly high: number;
  readonly estimate: number | null;
}

/** One number of a result. */
export type Value = number | NotKnown | Between;

export function notKnown(reason: Reason): NotKnown {
  return { notKnown: reason };
}

export function isNotKnown(value: Value): value is NotKnown {
  return typeof value === 'object' && 'notKnown' in value;
}

export function isBetween(value: Value): value is Between {
  return typeof value === 'object' && 'low' in value;
}
