import { UserError } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Answers, PostedMessage } from '../../simulator/population/answers.ts';
import { type Button, buttonsOf } from '../../simulator/server/components/buttons.ts';
import { labelOf } from './final-reply.ts';

/** A button that someone can press. */
export interface FoundButton {
  readonly channelId: Snowflake;
  readonly messageId: Snowflake;
  readonly customId: string;
}

/** All answers of a simulation, and the buttons that are still on them. */
export class ShownAnswers {
  readonly #shown: { readonly userId: Snowflake; readonly channelId: Snowflake; readonly answers: Answers }[] = [];

  add(userId: Snowflake, channelId: Snowflake, answers: Answers): void {
    this.#shown.push({ userId, channelId, answers });
  }

  /**
   * The button with this label or custom id on the latest message that has one, as the messages are now.
   *
   * @throws {UserError} if the user sees none.
   */
  button(wanted: string, userId: Snowflake): FoundButton {
    const seen = this.#shown.toReversed().flatMap(({ userId: asker, channelId, answers }) => {
      const messages = answers.messages().filter(({ isEphemeral }) => !isEphemeral || asker === userId);
      return messages.toReversed().flatMap((message) => buttonsFor(message, channelId));
    });
    const found = seen.find((one) => one.label === wanted || one.customId === wanted);
    if (found !== undefined) return found;
    const labels = [...new Set(seen.map(({ label }) => label))].join(', ') || 'none';
    throw new UserError(`The buttons of the answers are: ${labels}; got "${wanted.slice(0, 100)}".`);
  }
}

function buttonsFor({ id: messageId, components }: PostedMessage, channelId: Snowflake) {
  return buttonsOf(components)
    .filter((button): button is Button & { readonly custom_id: string } => button.custom_id !== undefined)
    .map((button) => ({ channelId, messageId, customId: button.custom_id, label: labelOf(button) }));
}
