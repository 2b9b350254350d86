/**
 * When a member joined, in milliseconds since the Unix epoch; null if Discord does not say, as for guests and for
 * messages fetched over REST.
 */
export function joinedAtMsOf(member: { readonly joined_at?: string | null } | undefined): number | null {
  const text = member?.joined_at ?? '';
  const joinedAtMs = usualForm.test(text) ? instantOf(text) : Date.parse(text);
  return Number.isNaN(joinedAtMs) ? null : joinedAtMs;
}

/** Discord's usual form: `2018-03-05T09:30:00.123000+00:00`. */
const usualForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

/**
 * Parses the usual form. Every message has such a text, and `Date.parse` takes six times as long. The days follow
 * Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil): years begin in March, so that the
 * leap day is the last day.
 */
function instantOf(text: string): number {
  const month = twoDigits(text, 5);
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2) - (month <= 2 ? 1 : 0);
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + twoDigits(text, 8) - 1;
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  const days = year * 365 + leapDays + dayOfYear - daysBeforeTheEpoch;
  const seconds = days * 86_400 + twoDigits(text, 11) * 3600 + twoDigits(text, 14) * 60 + twoDigits(text, 17);
  return seconds * 1000 + twoDigits(text, 20) * 10 + digit(text, 22);
}

/** Days from 1 March of year 0 to 1 January 1970. */
const daysBeforeTheEpoch = 719_468;

function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}
