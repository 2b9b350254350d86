import type { CommandRegistry } from './command-registry.ts';
import type { Interactions } from './interactions.ts';
import type { Messages } from './messages.ts';
import type { RestFaults } from './rest-faults.ts';
import type { ServerSettings } from './server-settings.ts';
import type { SessionBudget } from './session-budget.ts';
import type { World } from './world.ts';

/** What the routes work on. */
export interface RestServices {
  readonly world: World;
  readonly messages: Messages;
  readonly interactions: Interactions;
  readonly commands: CommandRegistry;
  readonly settings: ServerSettings;
  readonly faults: RestFaults;
  readonly gateway: {
    readonly url: () => string;
    readonly budget: SessionBudget;
  };
}
