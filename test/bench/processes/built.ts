import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../project-root.ts';

/** The app as it was built: from there it finds its threads and its migrations. */
export const { startApp } = await built<typeof import('../../../src/app/app.ts')>('app/app.js');

/** The same of the bot in simulated time. */
export const { Simulation } = await built<typeof import('../../../src/cli/simulation.ts')>('cli/simulation.js');

function built<Module>(path: string): Promise<Module> {
  return import(pathToFileURL(join(projectRoot, 'dist', path)).href);
}
