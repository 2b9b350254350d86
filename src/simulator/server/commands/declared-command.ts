/** A command as an application declares it. */
export interface DeclaredCommand {
  readonly name: string;
  readonly type?: number;
  readonly description?: string;
  readonly options?: readonly DeclaredOption[];
}

export interface DeclaredOption {
  readonly name: string;
  readonly type: number;
  readonly description?: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
  readonly channel_types?: readonly number[];
  /** The options of a subcommand or a group. */
  readonly options?: readonly DeclaredOption[];
}
