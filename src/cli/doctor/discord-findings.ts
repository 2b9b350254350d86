import { toleranceMs } from '../../app/clock-check.ts';
import { type AuditedGuild, PermissionAudit } from '../../bot/permission-audit.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../core/clock.ts';
import { UserError } from '../../core/errors.ts';
import type { OptionalIntent } from '../../gateway/rest/application.ts';
import type { Guild } from '../../store/records.ts';
import { instantText, some } from '../io/format.ts';
import { type Finding, fault, note } from './finding.ts';

/** Discord's answer about the bot. `examination` is null if Discord was not asked or did not answer. */
export interface DiscordAnswer {
  readonly examination: PermissionAudit | null;
  readonly findings: readonly Finding[];
}

export interface DiscordQuestion {
  /** Returns the settings, or throws a {@link UserError} that says what is wrong. */
  readonly readConfig: () => Config;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether a bot has ever counted here. If not, a token is needed next. */
  readonly isBegun: boolean;
}

/** Asks Discord, if there is a token: whether the token is valid, which intents are on, and what time it is. */
export async function askDiscord({ readConfig, clock, isBegun }: DiscordQuestion): Promise<DiscordAnswer> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { examination: null, findings: [unasked(error.message, isBegun)] };
  }
  try {
    const { discordToken, discordApiUrl, countVisitors } = config;
    const examination = await PermissionAudit.begin(discordToken, discordApiUrl, countVisitors);
    const missing = examination.missingIntents.map((intent) => missingIntent[intent]);
    const allOn = note(`The token is valid, and ${countVisitors ? 'all three' : 'both'} privileged intents are on.`);
    const intents = missing.length === 0 ? [allOn] : missing;
    return {
      examination,
      findings: [...intents, clockFinding(clock.now(), examination.discordMs), invitation(examination)],
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { examination: null, findings: [fault('Discord could not be asked.', error.message)] };
  }
}

/** Discord's answer about one guild. */
export async function discordGuildFindings(examination: PermissionAudit, guild: Guild): Promise<readonly Finding[]> {
  let examined: AuditedGuild | null;
  try {
    examined = await examination.guild(guild.id, guild.settings);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [fault('Discord could not be asked about this server.', error.message)];
  }
  if (examined !== null) return permissionFindings(examined);
  if (guild.leftMs !== null) return [];
  return [fault('Discord says that Census is not in this server.', 'invite it again (README, "A real bot").')];
}

function clockFinding(nowMs: number, discordMs: number): Finding {
  if (Math.abs(nowMs - discordMs) <= toleranceMs) return note("The clock of this machine agrees with Discord's.");
  const text = `The clock of this machine says ${instantText(nowMs)} UTC, Discord's says ${instantText(discordMs)} UTC.`;
  return fault(text, 'set it right (timedatectl): Census does not start with a wrong clock.');
}

function invitation({ inviteLink }: PermissionAudit): Finding {
  return note(`To invite it to a server, open ${inviteLink}`);
}

function unasked(reason: string, isBegun: boolean): Finding {
  const text = 'Discord was not asked about intents, permissions and channels';
  const isTokenMissing = /^DISCORD_TOKEN is missing[^\n]*$/.test(reason);
  if (isTokenMissing && isBegun) return note(`${text}: there is no token here.`);
  if (isTokenMissing) return fault(`${text}: there is no token here.`, 'put it into .env (README, "A real bot").');
  return fault(`${text}, because the settings are invalid.`, reason.replaceAll('\n', '; '));
}

/** Named as in Discord's developer portal. Without Message Content, every command still works in another way. */
const missingIntent: Readonly<Record<OptionalIntent, Finding>> = {
  GuildMembers: fault(
    'The intent Server Members is off: joins and leaves are not counted.',
    'switch it on in the developer portal (README, "A real bot") and start the bot again.',
  ),
  MessageContent: note(
    'The intent Message Content is off: typed commands are not seen, slash commands and mentions are. ' +
      'Links, files and polls are not counted.',
  ),
  GuildPresences: fault(
    'COUNT_VISITORS is on, but the intent Presence is off: languages are counted, devices are not.',
    'switch it on in the developer portal (README, "A real bot") and start the bot again.',
  ),
};

function permissionFindings({ answersIn, unseen, withoutHistory, seesAuditLog }: AuditedGuild): readonly Finding[] {
  const findings = answersIn.flatMap(({ name, lacking }) => {
    if (name === null) return [fault('A channel set in /settings is gone.', 'choose another one with /settings.')];
    if (lacking.length === 0) return [];
    return [fault(`In #${name} Census lacks ${lacking.join(', ')}.`, 'give it these permissions in that channel.')];
  });
  if (answersIn.length === 0) {
    findings.push(fault('No mod channel is set: Census answers nowhere.', 'choose one with /settings mod_channel.'));
  }
  if (withoutHistory.length > 0) {
    const channels = some(withoutHistory.map((name) => `#${name}`));
    const text = `Messages written while Census is off are not counted in ${channels}.`;
    findings.push(fault(text, 'give it Read Message History there, so that it can catch up.'));
  }
  if (!seesAuditLog) {
    findings.push(note('Without the permission View Audit Log, bans, kicks and timeouts are not counted.'));
  }
  if (unseen.length === 0) return [...findings, note('Census sees every channel.')];
  const channels = some(unseen.map((name) => `#${name}`));
  return [...findings, note(`Not seen, so not counted: ${channels}.`)];
}
