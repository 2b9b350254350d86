import type { Fields } from '../message-body.ts';

/**
 * Gives each component an id: its own, else the next number that is free, in the order of reading (Discord API reference,
 * "Anatomy of a Component").
 */
export function withIds(components: readonly Fields[]): readonly Fields[] {
  const taken = new Set(components.flatMap(idsIn));
  let last = 0;
  const next = () => {
    do last += 1;
    while (taken.has(last));
    return last;
  };
  const named = (component: Fields): Fields => ({
    ...component,
    id: idOf(component) ?? next(),
    ...(Array.isArray(component.components) && { components: (component.components as readonly Fields[]).map(named) }),
    ...(isComponent(component.accessory) && { accessory: named(component.accessory) }),
  });
  return components.map(named);
}

/** The ids that a component and those in it have been given. */
export function idsIn(component: Fields): readonly number[] {
  const inner = [...((component.components ?? []) as readonly Fields[]), component.accessory].filter(isComponent);
  const id = idOf(component);
  return [...(id === undefined ? [] : [id]), ...inner.flatMap(idsIn)];
}

/** Zero counts as no id. */
function idOf({ id }: Fields): number | undefined {
  return typeof id === 'number' && id !== 0 ? id : undefined;
}

function isComponent(value: unknown): value is Fields {
  return value !== null && typeof value === 'object';
}
