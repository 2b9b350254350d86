/** The usual values of a number: what earlier days or months had. */
export interface Usual {
  /** The range that about eight of ten values lie in, both ends included. It is drawn and printed. */
  readonly low: number;
  readonly high: number;
  /** The whole reference range. Only a value outside of it is unusual. */
  readonly least: number;
  readonly greatest: number;
  /** How many values the range is taken from. */
  readonly of: number;
}

/** On which side of the whole reference range a value lies; null if inside. */
export function outside(value: number, { least, greatest }: Usual): 'above' | 'below' | null {
  if (value > greatest) return 'above';
  return value < least ? 'below' : null;
}

/** The range from the lowest to the highest of some values, at least one. */
export function wholeRange(values: readonly number[]): Usual {
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  return { low: least, high: greatest, least, greatest, of: values.length };
}
