/** The oldest major version of Node that Census runs on. `engines` in package.json says the same. */
export const oldestNodeMajor = 22;

/** One sentence for the person who starts Census on an older Node; null on one that will do. `version` is such as `22.11.0`. */
export function refuseOldNode(version: string): string | null {
  if (Number.parseInt(version, 10) >= oldestNodeMajor) return null;
  return `Census needs Node.js ${oldestNodeMajor} or newer, and this is ${version}: install a current one from https://nodejs.org.`;
}
