/** The number of a month, from 0 for January, by its English name or an abbreviation. */
export function monthNamed(word: string): number | undefined {
  return placeOf(word === 'sept' ? 'sep' : word, monthNames);
}

/** The number of a weekday, from 0 for Monday, by its English name or an abbreviation. */
export function weekdayNamed(word: string): number | undefined {
  return placeOf(/^(?:tues|thurs?)$/.test(word) ? word.slice(0, 3) : word, weekdayNames);
}

/** A count in digits, or from `one` to `twelve`; 1 for `a` and `an`. Undefined for 0 and all other words. */
export function countNamed(word: string): number | undefined {
  if (/^\d{1,5}$/.test(word)) return Number(word) || undefined;
  const place = word === 'a' || word === 'an' ? 0 : countNames.indexOf(word);
  return place < 0 ? undefined : place + 1;
}

export const monthNames: readonly string[] = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

export const weekdayNames: readonly string[] = [
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
];

export const countNames: readonly string[] = [
  ...['one', 'two', 'three', 'four', 'five', 'six'],
  ...['seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
];

/** The place of a name that is `word`, or begins with the three letters of it. */
function placeOf(word: string, names: readonly string[]): number | undefined {
  const place = names.findIndex((name) => name === word || name.slice(0, 3) === word);
  return place < 0 ? undefined : place;
}
