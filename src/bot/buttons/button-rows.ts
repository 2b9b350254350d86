import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from '@discordjs/core';
import type { ButtonRow } from './button.ts';
import { customIdOf } from './custom-id.ts';

/** Rows of buttons as Discord's API takes them. */
export function buttonRows(rows: readonly ButtonRow[]): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  return rows.map((row) => ({
    type: ComponentType.ActionRow,
    components: row.map((button) => ({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: button.label,
      custom_id: customIdOf(button),
      ...(button.isEnabled ? {} : { disabled: true }),
    })),
  }));
}
