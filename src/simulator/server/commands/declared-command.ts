/** A command as an application declares it. */
export interface DeclaredCommand {
  readonly name: string;
  readonly type?: number;
  readonly description?: string;
  readonly options?: readonly DeclaredOption[];
  readonly name_localizations?: Localizations;
  readonly description_localizations?: Localizations;
}

/** Texts by the tags of languages. */
export type Localizations = Readonly<Record<string, string>> | null;

export interface DeclaredOption {
  readonly name_localizations?: Localizations;
  readonly description_localizations?: Localizations;
  readonly name: string;
  readonly type: number;
  readonly description?: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly DeclaredChoice[];
  readonly channel_types?: readonly number[];
  /** The options of a subcommand or a group. */
  readonly options?: readonly DeclaredOption[];
}

export interface DeclaredChoice {
  readonly name: string;
  readonly name_localizations?: Localizations;
  readonly value: string | number;
}
