/**
 * The IANA name of a time zone, whatever the case in which it is written and with spaces for underscores. Null for
 * everything else: an offset such as `+02:00` has no summer time, so it is no time zone.
 */
export function timezoneNamed(text: string): string | null {
  const name = text.trim().replace(/ /g, '_');
  const listed = timezones().get(name.toLowerCase());
  if (listed !== undefined) return listed;
  if (!/^[a-z]/i.test(name)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    return /^[A-Z][a-z]+\/[A-Z]/.test(name) ? name : timeZone; // Another name of a zone, such as `Asia/Kolkata`.
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The names that are current, by themselves in lower case. */
function timezones(): ReadonlyMap<string, string> {
  current ??= new Map(['UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => [name.toLowerCase(), name]));
  return current;
}

let current: ReadonlyMap<string, string> | undefined;
