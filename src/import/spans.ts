/** A span of time, in milliseconds since the Unix epoch. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The parts of some spans that lie within another one, united where they overlap or touch, ascending. */
export function unitedWithin(spans: readonly Span[], { fromMs, toMs }: Span): readonly Span[] {
  const united: Span[] = [];
  const within = spans
    .map((span) => ({ fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, toMs) }))
    .filter((span) => span.fromMs < span.toMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  for (const span of within) {
    const last = united.at(-1);
    if (last === undefined || span.fromMs > last.toMs) united.push(span);
    else united[united.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return united;
}

/** The time that lies in both lists. */
export function sharedSpans(some: readonly Span[], others: readonly Span[]): readonly Span[] {
  return some.flatMap((span) => unitedWithin(others, span));
}

/** The longest span, the first one of several; undefined if there is none. */
export function longestSpan(spans: readonly Span[]): Span | undefined {
  const length = ({ fromMs, toMs }: Span) => toMs - fromMs;
  return spans.reduce<Span | undefined>(
    (longest, span) => (longest === undefined || length(span) > length(longest) ? span : longest),
    undefined,
  );
}
