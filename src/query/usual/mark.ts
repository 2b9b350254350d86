import { gammaln } from 'simple-statistics';

/**
 * Whether a number of people differs from an earlier one by more than chance would explain: by five or more, and with
 * p below 0.05. Both are of equally long times. One comparison in twenty is marked by chance.
 */
export function mark(before: number, now: number): 'more' | 'fewer' | null {
  if (Math.abs(now - before) < fewestApart || chanceOf(before, now) >= greatestChance) return null;
  return now > before ? 'more' : 'fewer';
}

const fewestApart = 5;
const greatestChance = 0.05;

/**
 * The probability that two numbers of people in equally long times differ by this much or more if nothing changed: the
 * two-sided binomial test for a share of one half, 2·P(X ≤ min(a, b)) for X ~ Bin(a + b, ½), at most 1. It is the
 * conditional test that two Poisson rates are equal (Przyborowski and Wilenski, "Homogeneity of results in testing
 * samples from Poisson series", Biometrika 31, 1940). People a day are Poisson to within 2 %.
 */
export function chanceOf(a: number, b: number): number {
  const [fewer, all] = [Math.min(a, b), a + b];
  // Begins with the greatest term. Each smaller one is C(n, k−1) = C(n, k)·k ÷ (n − k + 1).
  let term = Math.exp(gammaln(all + 1) - gammaln(fewer + 1) - gammaln(all - fewer + 1) - all * Math.LN2);
  let sum = 0;
  for (let count = fewer; count >= 0 && term > sum * Number.EPSILON; count -= 1) {
    sum += term;
    term *= count / (all - count + 1);
  }
  return Math.min(1, 2 * sum);
}
