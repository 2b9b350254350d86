/**
 * What is counted of a month's visitors: on what they were seen first, and the language of their Discord. Apart from them,
 * as `service`, what kinds of app wrote.
 */
export const visitDimensions = ['device', 'language', 'service'] as const;

export type VisitDimension = (typeof visitDimensions)[number];

/** On what somebody can be online. Of several at once the first of these counts. */
export const devices = ['desktop', 'mobile', 'web'] as const;

export type Device = (typeof devices)[number];

/** What writes without being a person. */
export const services = ['bot', 'webhook'] as const;

export type Service = (typeof services)[number];

/** Whether a value may be kept: nothing odd is to get into the totals, whatever Discord sends. */
export function isVisitValue(dimension: VisitDimension, value: string): boolean {
  if (dimension === 'language') return languageCode.test(value);
  return (dimension === 'device' ? devices : services).some((known) => known === value);
}

/** A language, with or without a region or a script: `de`, `en-US`, `es-419`, `zh-Hant`. */
const languageCode = /^[a-z]{2,3}(-([A-Z]{2}|[0-9]{3}|[A-Z][a-z]{3}))?$/;
