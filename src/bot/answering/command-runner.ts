import { formatErrorStack, UserError } from '../../core/errors.ts';
import { Person } from '../../core/person.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { inlineCode } from '../../render/quote.ts';
import type { Answer, Command, CommandServices, Options } from '../commands/command.ts';
import type { Asker, Audience } from '../rights.ts';
import { type AskerView, askerView } from './asker-view.ts';
import { failureOf } from './failure.ts';
import { GuildQueue } from './guild-queue.ts';
import { MemberQueue } from './member-queue.ts';
import { Progress } from './progress.ts';
import type { Reply } from './reply.ts';
import { RightsCheck } from './rights-check.ts';

/** One use of a command, typed or as a slash command. */
export interface Invocation {
  readonly command: Command;
  readonly asker: Asker;
  readonly reply: Reply;
  /** @throws {UserError} if the options are invalid. */
  readonly readOptions: () => Options;
  /** See {@link CommandRequest}. */
  readonly appIds: ReadonlySet<Snowflake>;
  /** How to write the command in the form that was used. */
  readonly usage: string;
  readonly prefix: string;
  readonly limitBytes: number;
}

/** The operator's log of faults. */
export interface FaultLog {
  error(fields: object, message: string): void;
}

/** Runs a command from its question to its answer, whatever fails on the way. */
export class CommandRunner {
  readonly #services: CommandServices;
  readonly #rights: RightsCheck;
  readonly #random: RandomBytes;
  readonly #log: FaultLog;
  /** Separate queues, so that members who ask about themselves never make moderators wait. */
  readonly #queues: Readonly<Record<Audience, GuildQueue | MemberQueue>> = {
    everyone: new MemberQueue(),
    moderators: new GuildQueue(),
    managers: new GuildQueue(),
  };

  constructor(services: CommandServices, random: RandomBytes, log: FaultLog) {
    this.#services = services;
    this.#rights = new RightsCheck(services);
    this.#random = random;
    this.#log = log;
  }

  /** Never rejects. Errors are explained to the asker; a fault of Census is also logged. */
  async answer(asked: Invocation): Promise<void> {
    const { command, asker, reply } = asked;
    try {
      const refused = await this.#rights.refusal(command.audience, asker);
      if (refused !== null) return await reply.refuse(refused);
      await reply.begin();
      const seen = await askerView(asker, this.#services);
      const answer = await this.#work(asked, seen);
      // The asker may have waited long and may no longer be a moderator.
      const isAskedAgain = command.audience === 'moderators';
      const refusedNow = isAskedAgain ? await this.#rights.refusalNow(command.audience, asker, seen.channels) : null;
      await reply.send(refusedNow === null ? answer : [{ content: refusedNow }]);
    } catch (error) {
      await this.#explain(error, asked);
    }
  }

  /** Logs a fault whose asker cannot be told. Other errors are expected and ignored. */
  note(error: unknown, commandName: string): void {
    if (failureOf(error).kind === 'fault') this.#report(error, commandName, '');
  }

  async #work(
    { command, asker, reply, readOptions, appIds, prefix, limitBytes }: Invocation,
    seen: AskerView,
  ): Promise<Answer> {
    const options = readOptions();
    const lacking = reply.lackingFor(command.answersWith(options));
    if (lacking !== null) {
      throw new UserError(
        `Census needs the permission ${lacking} in this channel to answer that, but does not have it.`,
      );
    }
    const { guildId, channelId, joinedAtMs } = asker;
    const person = new Person(asker.userId);
    const progress = new Progress(this.#services.clock, (text) => reply.showProgress(text));
    const asks = { guildId, channelId, person, joinedAtMs, ...seen, options, appIds, prefix, limitBytes };
    const run = (): Promise<Answer> => command.run({ ...asks, onProgress: progress.update }, this.#services);
    progress.start();
    try {
      return await (command.isHeavy ? this.#queues[command.audience].run(guildId, run, asker.userId) : run());
    } finally {
      await progress.stop();
    }
  }

  async #explain(error: unknown, asked: Invocation): Promise<void> {
    const failure = failureOf(error);
    if (failure.kind === 'gone') return; // The channel, server or message was deleted, so nothing can be answered.
    const { command, reply } = asked;
    const texts = {
      mistake: () => `${failure.text}\n${usageLine(asked)}`,
      obstacle: () => failure.text,
      fault: () => this.#report(error, command.name, failure.text),
    };
    const content = texts[failure.kind]();
    try {
      await reply.send([{ content }]);
    } catch (second) {
      // If Discord lets no message through, /status in another channel shows what is missing.
      this.note(second, command.name);
    }
  }

  /** Logs a fault and returns the text of the answer. */
  #report(error: unknown, commandName: string, text: string): string {
    const faultId = Buffer.from(this.#random(4)).toString('hex');
    this.#log.error({ faultId, command: commandName, stack: formatErrorStack(error) }, 'a command was not answered');
    return `${text} The log has the details under ${inlineCode(faultId)}.`;
  }
}

function usageLine({ usage }: Invocation): string {
  return `**Usage:** ${inlineCode(usage)}`;
}
