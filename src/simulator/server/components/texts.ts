import { ComponentType } from '@discordjs/core';

/** The texts that components show, in the order of reading. */
export function textsOf(components: readonly unknown[]): readonly string[] {
  return (components as readonly Part[]).flatMap(({ type, content = '', components: inner = [] }) => {
    return type === ComponentType.TextDisplay ? [content] : textsOf(inner);
  });
}

interface Part {
  readonly type: ComponentType;
  readonly content?: string;
  readonly components?: readonly Part[];
}
