import { weekdayOfHour } from '../../../../src/core/time.ts';
import type { NoticeSeries } from '../../../../src/query/notices/notice-series.ts';

/** The number of a day; null if it was not observed. */
export type DayNumber = (series: NoticeSeries, day: number) => number | null;

export interface NaiveNotice {
  readonly series: NoticeSeries;
  readonly first: number;
  readonly days: number;
  readonly value: number;
  readonly usual: number;
  readonly daysSince: number | null;
  readonly among: number;
}

/** The notices of days and weeks whose last day is in [from, to), found a second time: each day asks all days before it. */
export function naiveNotices(
  number: DayNumber,
  names: readonly NoticeSeries[],
  { first, from, to }: { readonly first: number; readonly from: number; readonly to: number },
): readonly NaiveNotice[] {
  const days = new Naive(number, first, {
    step: 1,
    seasons: 7,
    kept: 180,
    within: 240,
    needed: 60,
    distance: (x, e) => Math.abs(Math.sqrt(x + 0.375) - Math.sqrt(e + 0.375)),
  });
  const monday = [0, 1, 2, 3, 4, 5, 6].map((offset) => first + offset).find((day) => weekdayOfHour(day * 24) === 0);
  const weekNumber: DayNumber = (series, week) => {
    const values = [0, 1, 2, 3, 4, 5, 6].map((offset) => number(series, week + offset));
    return values.some((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  };
  const weeks = new Naive(weekNumber, monday ?? first, {
    step: 7,
    seasons: 7,
    kept: 26,
    within: 35 * 7,
    needed: 9,
    distance: (x, e) => Math.abs(Math.log((x + 5) / (e + 5))),
  });
  const isSmall = (series: NoticeSeries, week: number) => {
    const values = [];
    for (let day = Math.max(first, week - 56); day < week; day += 1) values.push(number(series, day));
    const known = values.filter((value) => value !== null);
    return known.length > 0 && middle(known) < 5;
  };
  const found: NaiveNotice[] = [];
  for (let last = from; last < to; last += 1) {
    for (const series of names) {
      if (days.isTold(series, last, names, 7, () => true)) found.push({ ...days.notice(series, last), days: 1 });
    }
    const week = last - 6;
    if (weekdayOfHour(week * 24) !== 0 || week < first) continue;
    const ofDays = [0, 1, 2, 3, 4, 5, 6].some((offset) => {
      return names.some((series) => days.isTold(series, week + offset, names, 7, () => true));
    });
    for (const series of names) {
      const mayTell = (of: NoticeSeries, at: number) =>
        isSmall(of, at) &&
        ![0, 1, 2, 3, 4, 5, 6].some((offset) =>
          names.some((other) => days.isTold(other, at + offset, names, 7, () => true)),
        );
      if (!ofDays && weeks.isTold(series, week, names, 7, mayTell)) {
        found.push({ ...weeks.notice(series, week), days: 7 });
      }
    }
  }
  return found;
}

interface NaiveRule {
  /** In days. */
  readonly step: number;
  readonly seasons: number;
  readonly kept: number;
  /** In days. */
  readonly within: number;
  readonly needed: number;
  distance(x: number, e: number): number;
}

class Naive {
  readonly #number: DayNumber;
  readonly #first: number;
  readonly #rule: NaiveRule;
  readonly #unusual = new Map<string, boolean>();
  readonly #known = new Map<string, { usual: number; distance: number } | null>();

  constructor(number: DayNumber, first: number, rule: NaiveRule) {
    [this.#number, this.#first, this.#rule] = [number, first, rule];
  }

  notice(series: NoticeSeries, at: number) {
    const score = this.#score(series, at);
    let earlier = at - this.#rule.step;
    while (earlier >= this.#first && (this.#score(series, earlier)?.distance ?? -1) < (score?.distance ?? 0)) {
      earlier -= this.#rule.step;
    }
    return {
      series,
      first: at,
      value: this.#number(series, at) ?? 0,
      usual: score?.usual ?? 0,
      among: this.#others(series, at).length,
      daysSince: earlier < this.#first ? null : at - earlier,
    };
  }

  isTold(
    series: NoticeSeries,
    at: number,
    names: readonly NoticeSeries[],
    quiet: number,
    mayTell: (series: NoticeSeries, at: number) => boolean,
  ): boolean {
    const isUnusual = (of: NoticeSeries, when: number) => this.#isUnusual(of, when) && mayTell(of, when);
    if (!isUnusual(series, at)) return false;
    const before = [];
    for (let when = at - quiet; when < at; when += 1) {
      if ((at - when) % this.#rule.step === 0) before.push(...names.filter((each) => isUnusual(each, when)));
    }
    return before.length === 0 || before.includes(series);
  }

  #isUnusual(series: NoticeSeries, at: number): boolean {
    const key = `${series} ${at}`;
    const known = this.#unusual.get(key) ?? this.#isFarthest(series, at);
    this.#unusual.set(key, known);
    return known;
  }

  #isFarthest(series: NoticeSeries, at: number): boolean {
    const score = this.#score(series, at);
    const value = this.#number(series, at);
    if (score === null || value === null || Math.abs(value - score.usual) < 5) return false;
    const others = this.#others(series, at);
    return others.length >= this.#rule.needed && Math.max(...others) < score.distance;
  }

  /** The distances that are remembered. */
  #others(series: NoticeSeries, at: number): readonly number[] {
    const others: number[] = [];
    for (let when = at - this.#rule.step; when >= at - this.#rule.within; when -= this.#rule.step) {
      const other = this.#score(series, when);
      if (other !== null && others.length < this.#rule.kept) others.push(other.distance);
    }
    return others;
  }

  #score(series: NoticeSeries, at: number) {
    const key = `${series} ${at}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const score = this.#scoreOf(series, at);
    this.#known.set(key, score);
    return score;
  }

  #scoreOf(series: NoticeSeries, at: number) {
    const value = at < this.#first ? null : this.#number(series, at);
    if (value === null || at - 8 * this.#rule.seasons < this.#first) return null;
    const earlier = [1, 2, 3, 4, 5, 6, 7, 8].map((week) => this.#number(series, at - week * 7));
    const known = earlier.filter((each) => each !== null);
    if (known.length < 4) return null;
    const usual = middle(known);
    return { usual, distance: this.#rule.distance(value, usual) };
  }
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return (low + high) / 2;
}
