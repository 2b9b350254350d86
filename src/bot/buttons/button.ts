/** The buttons under answers, and where the answer to a press appears: instead of the one above it, or as a new one. */
export const buttonPlaces = {
  before: 'instead',
  after: 'instead',
  report: 'instead',
  channels: 'instead',
  when: 'instead',
  files: 'apart',
} as const satisfies Readonly<Record<string, 'instead' | 'apart'>>;

/** The name of a button. No two buttons of a message have the same one. */
export type ButtonName = keyof typeof buttonPlaces;

/** Whether a text is the name of a button. */
export function isButtonName(text: string): text is ButtonName {
  return Object.hasOwn(buttonPlaces, text);
}

/** A use of a command by a button. */
export interface ButtonUse {
  readonly button: ButtonName;
  readonly command: string;
  /** As those of a slash command, by name. */
  readonly options: ReadonlyMap<string, string>;
}

/** A button as people see it. */
export interface Button extends ButtonUse {
  readonly label: string;
  /** Whether it can be pressed. */
  readonly isEnabled: boolean;
}

/** At most five buttons side by side. */
export type ButtonRow = readonly Button[];
