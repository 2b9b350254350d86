const pressing = 'press:';

/** A press of the button with this label or custom id, as a command: `press:Files`. */
export function pressCommand(button: string): string {
  return `${pressing}${button}`;
}

/** The button that a command presses; undefined for any other command. */
export function pressedButton(command: string): string | undefined {
  return command.startsWith(pressing) ? command.slice(pressing.length).trim() : undefined;
}
