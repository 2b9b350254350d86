import type { CommandRegistry } from '../commands/command-registry.ts';
import type { SessionBudget } from '../gateway/session-budget.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Messages } from '../messages.ts';
import type { ServerSettings } from '../server-settings.ts';
import type { World } from '../world.ts';
import type { RestFaults } from './rest-faults.ts';

/** The services that the routes use. */
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
