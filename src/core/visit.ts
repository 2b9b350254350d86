/**
 * What is counted about a month's visitors: the first device they were seen on, and the language of their client.
 * `app` is not about visitors: it counts the kinds of app that wrote.
 */
export type VisitDimension = 'device' | 'language' | 'app';

/** The devices of a person who is online. If there are several, the first in this order counts. */
export const devices = ['desktop', 'mobile', 'web'] as const;

export type Device = (typeof devices)[number];

/** The kinds of app that write messages. */
export const appKinds = ['bot', 'webhook'] as const;

export type AppKind = (typeof appKinds)[number];

/** Whether a value may be stored. Unexpected values from Discord must not reach the totals. */
export function isVisitValue(dimension: VisitDimension, value: string): boolean {
  if (dimension === 'language') return languageCode.test(value);
  return (dimension === 'device' ? devices : appKinds).some((known) => known === value);
}

/** A language with an optional region or script: `de`, `en-US`, `es-419`, `zh-Hant`. */
const languageCode = /^[a-z]{2,3}(-([A-Z]{2}|[0-9]{3}|[A-Z][a-z]{3}))?$/;
