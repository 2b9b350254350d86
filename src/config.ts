import { parseEnv } from 'node:util';
import { z } from 'zod';
import { readSettingsFile } from './app/settings-file.ts';
import { UserError } from './core/errors.ts';
import { type ExportGrain, exportGrains } from './core/report.ts';
import { isHostName, type ListenAddress, parseListenAddress } from './web/listen-address.ts';

/** Everything that an operator can set. `.env.example` documents the keys. */
export interface Config {
  readonly discordToken: string;
  /** Without the version, e.g. `https://discord.com/api`. */
  readonly discordApiUrl: string;
  readonly dataDirectory: string;
  /** The number of gateway shards, 1 to 1024; `auto` for the number that Discord recommends. */
  readonly shards: number | 'auto';
  /** Whether time in a guild's AFK channel counts as voice. */
  readonly countAfk: boolean;
  /** For how many days after joining a member is not counted as active, 0 to 365. */
  readonly trialDays: number;
  /** How many complete months keep their counters, 1 or more; null for all. Older months keep only their totals. */
  readonly keepMonths: number | null;
  /** The number of active members in 30 days above which a guild gets a notice, 1 or more; null for no limit. */
  readonly mauMax: number | null;
  /** Whether each month's visitors are counted by device and language. */
  readonly countVisitors: boolean;
  /** How many complete months keep their visitor totals, 1 or more. */
  readonly keepVisitorsMonths: number;
  readonly exportGrain: ExportGrain;
  /** The address of the metrics for Prometheus; null for none. */
  readonly metricsAddress: ListenAddress | null;
  /** Additional host names under which Prometheus may ask, in lower case. */
  readonly metricsHosts: readonly string[];
  readonly logLevel: 'info' | 'warn' | 'error' | 'silent';
}

/** The settings of a simulated bot: all but the token, the addresses, the folder, the shards and the log. */
export type SimulatedSettings = Omit<
  Config,
  'discordToken' | 'discordApiUrl' | 'dataDirectory' | 'shards' | 'metricsAddress' | 'metricsHosts' | 'logLevel'
>;

/** The variables of an environment. An empty one counts as missing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Adds the variables of a file such as `.env` to the environment. The environment's own values win, even empty ones. A
 * missing file adds nothing.
 *
 * @throws {UserError} if the file cannot be read.
 */
export function readEnvironment(path: string, own: Environment = process.env): Environment {
  const text = readSettingsFile(path);
  return text === null ? own : { ...parseEnv(text), ...own };
}

/**
 * Reads the configuration once.
 *
 * @throws {UserError} that names every fault at once. It never shows a value.
 */
export function readConfig(environment: Environment): Config {
  const given = withoutEmptyValues(environment);
  const parsed = schema.safeParse(given);
  const faults = faultsOf(parsed.error);
  const token = readToken(given, faults);
  if (!parsed.success || token === undefined) throw new UserError(faults.join('\n'));
  const { data } = parsed;
  return Object.freeze({
    discordToken: token,
    discordApiUrl: data.DISCORD_API_URL.replace(/\/+$/, ''),
    dataDirectory: data.DATA_DIR,
    shards: data.SHARDS,
    ...simulatedSettings(data),
    metricsAddress: data.METRICS_ADDRESS ?? null,
    metricsHosts: data.METRICS_HOSTS,
    logLevel: data.LOG_LEVEL,
  });
}

/**
 * Reads only the setting of an export, which needs no token.
 *
 * @throws {UserError} for a value that is not one of {@link exportGrains}.
 */
export function readExportGrain(environment: Environment): ExportGrain {
  const parsed = schema.pick({ EXPORT_GRAIN: true }).safeParse(withoutEmptyValues(environment));
  if (!parsed.success) throw new UserError(faultsOf(parsed.error).join('\n'));
  return parsed.data.EXPORT_GRAIN;
}

/**
 * Reads only the settings of a simulation. Visitors are counted unless `COUNT_VISITORS` says otherwise: a simulated
 * world has no one to protect.
 *
 * @throws {UserError} that names every fault at once.
 */
export function readSimulatedSettings(environment: Environment): SimulatedSettings {
  const parsed = schema.omit(notSimulated).safeParse({ COUNT_VISITORS: 'true', ...withoutEmptyValues(environment) });
  if (!parsed.success) throw new UserError(faultsOf(parsed.error).join('\n'));
  return simulatedSettings(parsed.data);
}

/** Reads only `DATA_DIR`. */
export function readDataDirectory(environment: Environment): string {
  return schema.pick({ DATA_DIR: true }).parse(withoutEmptyValues(environment)).DATA_DIR;
}

const schema = z.object({
  DISCORD_API_URL: z
    .url({ protocol: /^https?$/, error: 'expected a web address such as https://discord.com/api' })
    .refine(isSafeForTheToken, 'plain http is only for a server on this machine: expected https')
    .default('https://discord.com/api'),
  DATA_DIR: z.string().default('./data'),
  SHARDS: z
    .string()
    .regex(/^(auto|[1-9]\d{0,2}|10[01]\d|102[0-4])$/, 'expected auto, or a whole number from 1 to 1024')
    .transform((text) => (text === 'auto' ? 'auto' : Number(text)))
    .default('auto'),
  COUNT_AFK: z.stringbool({ error: 'expected true or false' }).default(false),
  TRIAL_DAYS: z
    .string()
    .regex(/^(\d{1,2}|[12]\d\d|3[0-5]\d|36[0-5])$/, 'expected a whole number of days from 0 to 365')
    .transform(Number)
    .default(0),
  KEEP_MONTHS: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'expected a whole number of months from 1 to 9999, or nothing to keep all')
    .transform(Number)
    .optional(),
  MAU_MAX: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'expected a whole number of members from 1 to 999999999, or nothing for no ceiling')
    .transform(Number)
    .optional(),
  COUNT_VISITORS: z.stringbool({ error: 'expected true or false' }).default(false),
  KEEP_VISITORS_MONTHS: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'expected a whole number of months from 1 to 9999')
    .transform(Number)
    .default(24),
  EXPORT_GRAIN: z.enum(exportGrains, { error: 'expected hour or day' }).default('hour'),
  METRICS_ADDRESS: z
    .string()
    .transform((text, context) => parseListenAddress(text) ?? unreadableAddress(context))
    .optional(),
  METRICS_HOSTS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((name) => name !== ''),
    )
    .refine(
      (names) => names.every(isHostName),
      'expected names without a port, with commas in between, such as census,census.lan',
    ),
  LOG_LEVEL: z
    .enum(['info', 'warn', 'error', 'silent'], { error: 'expected info, warn, error or silent' })
    .default('info'),
});

/** The keys that a simulation sets by itself. */
const notSimulated = {
  DISCORD_API_URL: true,
  DATA_DIR: true,
  SHARDS: true,
  METRICS_ADDRESS: true,
  METRICS_HOSTS: true,
  LOG_LEVEL: true,
} as const;

function simulatedSettings(data: Omit<Settings, keyof typeof notSimulated>): SimulatedSettings {
  return {
    countAfk: data.COUNT_AFK,
    trialDays: data.TRIAL_DAYS,
    keepMonths: data.KEEP_MONTHS ?? null,
    mauMax: data.MAU_MAX ?? null,
    countVisitors: data.COUNT_VISITORS,
    keepVisitorsMonths: data.KEEP_VISITORS_MONTHS,
    exportGrain: data.EXPORT_GRAIN,
  };
}

type Settings = z.infer<typeof schema>;

function unreadableAddress(context: z.RefinementCtx): never {
  const example = 'expected an address and a port, such as 127.0.0.1:9464 or [::1]:9464, or nothing for no metrics';
  context.addIssue(example);
  return z.NEVER;
}

/** The keys that {@link readConfig} reads. */
export const configKeys: readonly string[] = ['DISCORD_TOKEN', 'DISCORD_TOKEN_FILE', ...Object.keys(schema.shape)];

function faultsOf(error: z.ZodError | undefined): string[] {
  return error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
}

/** The token travels with every request, so it must not leave this machine unencrypted. */
function isSafeForTheToken(address: string): boolean {
  if (!URL.canParse(address)) return true; // Reported as another fault.
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/** `KEY=` in a file means that the key is not set. */
function withoutEmptyValues(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
}

/** The token, or the content of its file; undefined if neither is valid, which is noted in `faults`. */
function readToken({ DISCORD_TOKEN, DISCORD_TOKEN_FILE }: Environment, faults: string[]): string | undefined {
  try {
    if (DISCORD_TOKEN !== undefined) return tokenIn(DISCORD_TOKEN, 'DISCORD_TOKEN: expected the token');
    if (DISCORD_TOKEN_FILE !== undefined)
      return tokenIn(tokenFile(DISCORD_TOKEN_FILE), 'DISCORD_TOKEN_FILE: expected a file that holds the token');
    throw new UserError(
      'DISCORD_TOKEN is missing: put it into .env (README, "A real bot"), or try Census without Discord: npm run demo',
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    faults.push(error.message);
    return undefined;
  }
}

/** Copying a token often adds spaces or quotes around it; spaces within it are a mistake. */
function tokenIn(text: string, expectation: string): string {
  const token = text
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
  if (/^[\x21-\x7e]+$/.test(token) && !/["']/.test(token)) return token;
  throw new UserError(`${expectation} as the developer portal shows it, without spaces`);
}

function tokenFile(path: string): string {
  const text = readSettingsFile(path, 'DISCORD_TOKEN_FILE');
  if (text !== null) return text;
  throw new UserError('DISCORD_TOKEN_FILE: there is no such file; expected one that holds the token');
}
