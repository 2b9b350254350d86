import module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { outliveReaders } from './cli/io/closed-output.ts';
import type { CommandIo } from './cli/io/command-io.ts';

/**
 * Runs the command that the arguments name, by default in this process, and resolves to the exit code. The commands are
 * imported only after the check of the Node version: on an older Node, their native code ends the process without a
 * message.
 */
export async function main(args: readonly string[], io?: CommandIo): Promise<number> {
  const refusal = refuseOldNode(process.versions.node);
  if (refusal !== null) {
    process.stderr.write(`${refusal}\n`);
    return 1;
  }
  const { processIo } = await import('./cli/io/process-io.ts');
  const { runCommand } = await import('./cli/run-command.ts');
  return runCommand(args, io ?? processIo());
}

/** The oldest major version of Node that Census runs on. `engines` in package.json says the same. */
export const oldestNodeMajor = 22;

/** One sentence for an operator whose Node is too old; else null. `version` is such as `22.11.0`. */
export function refuseOldNode(version: string): string | null {
  if (Number.parseInt(version, 10) >= oldestNodeMajor) return null;
  return `Census needs Node.js ${oldestNodeMajor} or newer, but this is ${version}: install a current one from https://nodejs.org.`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // Kept where other tools keep theirs, so that the next start takes two thirds of the time. Node 20 has no such cache.
  module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/census', import.meta.url)));
  outliveReaders(process.stdout, process.stderr);
  process.exitCode = await main(process.argv.slice(2));
}
