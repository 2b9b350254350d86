import { formatErrorStack } from '../../core/errors.ts';
import { Person } from '../../core/person.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { Obstacle } from '../../render/mistake.ts';
import { inlineCode } from '../../render/quote.ts';
import { english, type Words } from '../../render/words.ts';
import type { Answer, Command, CommandServices, Options } from '../commands/command.ts';
import type { Asker, Audience } from '../rights.ts';
import { type AskerView, askerView } from './asker-view.ts';
import { GuildQueue, MemberQueue } from './command-queues.ts';
import { failureOf } from './failure.ts';
import { Progress } from './progress.ts';
import type { Reply } from './reply.ts';
import { RightsCheck } from './rights-check.ts';

/** One use of a command: typed, as a slash command, or by a button. */
export interface Invocation {
  readonly command: Command;
  readonly asker: Asker;
  readonly reply: Reply;
  /** @throws {UserError} if the options are invalid. */
  readonly readOptions: () => Options;
  /** See {@link CommandRequest}. */
  readonly appIds: ReadonlySet<Snowflake>;
  /** How to write the command, in the form that was used. */
  readonly usage: string;
  readonly prefix: string;
  readonly limitBytes: number;
  readonly words: Words;
}

/** The operator's log of faults. */
export interface FaultLog {
  error(fields: object, message: string): void;
}

/** For how long the asker's roles, which come with the question, are taken for the present ones. */
const rightsHoldMs = 2_000;

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
    const { command, asker, reply, words } = asked;
    const askedMs = this.#services.clock.now();
    try {
      const refused = await this.#rights.refusal(command.audience, asker, words);
      if (refused !== null) return await reply.refuse(refused);
      await reply.begin();
      const seen = await askerView(asker, this.#services);
      const answer = await this.#work(asked, seen);
      const refusedNow = await this.#refusalAfter(askedMs, asked, seen);
      await (refusedNow === null ? reply.send(answer) : reply.explain(refusedNow));
    } catch (error) {
      await this.#explain(error, asked);
    }
  }

  /** Logs a fault whose asker cannot be told. Other errors are expected and ignored. */
  note(error: unknown, commandName: string): void {
    if (failureOf(error, english).kind === 'fault') this.#report(error, commandName);
  }

  async #work(asked: Invocation, seen: AskerView): Promise<Answer> {
    const { command, asker, reply, appIds, prefix, limitBytes, words } = asked;
    const options = asked.readOptions();
    const lacking = reply.lackingFor(command.answersWith(options));
    if (lacking !== null) {
      throw new Obstacle('answer.lacksPermission', { permission: (spoken) => spoken.say(`permission.${lacking}`) });
    }
    const { guildId, channelId, joinedAtMs } = asker;
    const person = new Person(asker.userId);
    const progress = new Progress(this.#services.clock, words, (text) => reply.showProgress(text));
    const mayAttach = reply.lackingFor('file') === null;
    const asks = {
      guildId,
      channelId,
      person,
      joinedAtMs,
      ...seen,
      options,
      appIds,
      prefix,
      limitBytes,
      mayAttach,
      words,
    };
    const run = (): Promise<Answer> => command.run({ ...asks, onProgress: progress.update }, this.#services);
    progress.start();
    try {
      return await (command.isHeavy ? this.#queues[command.audience].run(guildId, run, asker.userId) : run());
    } finally {
      await progress.stop();
    }
  }

  /** An asker who waited for long may no longer be a moderator. A clock that was set back says nothing about the wait. */
  async #refusalAfter(
    askedMs: number,
    { command, asker, words }: Invocation,
    { channels }: AskerView,
  ): Promise<string | null> {
    const waitedMs = this.#services.clock.now() - askedMs;
    if (command.audience !== 'moderators' || (waitedMs >= 0 && waitedMs < rightsHoldMs)) return null;
    return await this.#rights.refusalNow(command.audience, asker, channels, words);
  }

  async #explain(error: unknown, { command, reply, usage, words }: Invocation): Promise<void> {
    const failure = failureOf(error, words);
    if (failure.kind === 'gone') return; // The channel, server or message was deleted, so nothing can be answered.
    const texts = {
      mistake: () => `${failure.text}\n${words.say('answer.usage', { usage: inlineCode(usage) })}`,
      obstacle: () => failure.text,
      fault: () => this.#logged(error, command.name, failure.text, words),
    };
    const content = texts[failure.kind]();
    try {
      await reply.explain(content);
    } catch (second) {
      // If Discord lets no message through, /status in another channel shows what is missing.
      this.note(second, command.name);
    }
  }

  /** Logs a fault and returns the text of the answer. */
  #logged(error: unknown, commandName: string, text: string, words: Words): string {
    const faultId = this.#report(error, commandName);
    return `${text} ${words.say('answer.logged', { id: inlineCode(faultId) })}`;
  }

  /** Returns the id under which the log has the fault. */
  #report(error: unknown, commandName: string): string {
    const faultId = Buffer.from(this.#random(4)).toString('hex');
    this.#log.error({ faultId, command: commandName, stack: formatErrorStack(error) }, 'a command was not answered');
    return faultId;
  }
}
