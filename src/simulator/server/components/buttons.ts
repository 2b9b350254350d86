import { ComponentType } from '@discordjs/core';

/** A button of a message. */
export interface Button {
  readonly type: ComponentType.Button;
  readonly id: number;
  readonly style: number;
  readonly label?: string;
  readonly emoji?: { readonly name?: string };
  /** Absent if the button leads to a page. */
  readonly custom_id?: string;
  readonly disabled?: boolean;
}

/** All buttons of a message, from top to bottom. */
export function buttonsOf(components: readonly unknown[]): readonly Button[] {
  return buttonRowsOf(components).flat();
}

/** The same, by action row; one beside a text stands alone. */
export function buttonRowsOf(components: readonly unknown[]): readonly (readonly Button[])[] {
  return (components as readonly Part[]).flatMap((part) => {
    const inner = part.components ?? [];
    if (part.type === ComponentType.ActionRow) return [inner.filter(isButton)];
    if (part.accessory && isButton(part.accessory)) return [[part.accessory]];
    return buttonRowsOf(inner);
  });
}

/** A component of a message that was checked. */
interface Part {
  readonly type: ComponentType;
  readonly components?: readonly Part[];
  readonly accessory?: Part;
}

function isButton(part: Part): part is Part & Button {
  return part.type === ComponentType.Button;
}
