import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of its own, which is asked and answers, so that what it takes is measured apart from all else. */
export class OtherProcess<Question, Answer> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  #asked = 0;

  /** Starts a script that lies beside this one; it calls {@link answerQuestions}. */
  constructor(script: string, parameters: readonly string[] = [], nodeOptions: readonly string[] = []) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#process = fork(path, parameters, { execArgv: [...process.execArgv, ...nodeOptions] });
    this.#process.on('message', ({ number, answer, fault }: Reply<Answer>) => {
      const { resolve, reject } = this.#waiting.get(number) ?? {};
      this.#waiting.delete(number);
      if (fault === undefined) resolve?.(answer as Answer);
      else reject?.(new Error(`${script} failed: ${fault}`));
    });
    this.#process.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${script} ended with code ${code}`));
      this.#waiting.clear();
    });
  }

  ask(question: Question): Promise<Answer> {
    this.#asked += 1;
    const number = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#process.send({ number, question } satisfies Letter<Question>);
    });
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL'); // All it has to say was asked before.
    await exited;
  }
}

/** The other side: answers questions until the asking process has ended. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on('message', ({ number, question }: Letter<Question>) => {
    answer(question).then(
      (given) => process.send?.({ number, answer: given } satisfies Reply<Answer>),
      (error: unknown) =>
        process.send?.({ number, fault: error instanceof Error ? (error.stack ?? '') : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}

interface Letter<Question> {
  readonly number: number;
  readonly question: Question;
}

interface Reply<Answer> {
  readonly number: number;
  readonly answer?: Answer;
  readonly fault?: string;
}
