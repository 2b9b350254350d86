/** The oldest major version of Node that Census runs on. `engines` in package.json says the same. */
export const oldestNodeMajor = 22;

/** One sentence for an operator whose Node is too old; else null. `version` is such as `22.11.0`. */
export function refuseOldNode(version: string): string | null {
  if (Number.parseInt(version, 10) >= oldestNodeMajor) return null;
  return `Census needs Node.js ${oldestNodeMajor} or newer, but this is ${version}: install a current one from https://nodejs.org.`;
}
