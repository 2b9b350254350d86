/**
 * The word that was probably meant by a mistyped one: the nearest, if at most two letters are missing, too many, wrong or
 * swapped with the next; one in a word of three or four letters, none in a shorter one. Case does not matter. Undefined if
 * none is so near.
 */
export function nearest<T>(typed: string, candidates: Iterable<T>, nameOf: (candidate: T) => string): T | undefined {
  const word = typed.normalize('NFC').toLowerCase().slice(0, longest);
  let best: { readonly candidate: T; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const name = nameOf(candidate).normalize('NFC').toLowerCase();
    const allowed = mostMistakes(Math.min(word.length, name.length));
    if (Math.abs(name.length - word.length) > allowed) continue;
    const distance = typingDistance(word, name);
    if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }
  return best?.candidate;
}

const longest = 102; // Two more than Discord allows in a channel's name.

function mostMistakes(length: number): number {
  if (length < 3) return 0;
  return length < 5 ? 1 : 2;
}

/** The fewest letters to add, remove, change, or swap with the next (the optimal string alignment distance). */
export function typingDistance(a: string, b: string): number {
  let [beforeLast, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
