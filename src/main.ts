import { pathToFileURL } from 'node:url';
import { outliveReaders } from './cli/io/closed-output.ts';
import { refuseOldNode } from './cli/node-version.ts';

/**
 * Runs the command that the arguments name, and resolves to the exit code. The commands are imported only after the check
 * of the Node version: on an older Node their native code ends the process without a word.
 */
export async function main(args: readonly string[]): Promise<number> {
  const refusal = refuseOldNode(process.versions.node);
  if (refusal !== null) {
    console.error(refusal);
    return 1;
  }
  const { runCommand } = await import('./cli/run-command.ts');
  return runCommand(args);
}

const isRunDirectly = import.meta.url === pathToFileURL(process.argv[1] ?? '').href;
if (isRunDirectly) outliveReaders(process.stdout, process.stderr);
if (isRunDirectly) process.exitCode = await main(process.argv.slice(2));
