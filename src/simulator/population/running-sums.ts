/** Each weight added to those before it, as `SeededRandom.weighted` takes them. */
export function runningSums(weights: readonly number[]): readonly number[] {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}
