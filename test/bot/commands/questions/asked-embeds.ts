import { gunzipSync } from 'node:zlib';
import type { APIEmbed } from '@discordjs/core';
import type { PostedFile, PostedMessage } from '../../../../src/simulator/population/answers.ts';
import { buttonsOf } from '../../../../src/simulator/server/components/buttons.ts';

/** The embed of an answer, without the address of its picture, which differs each time. */
export function embedOf(answer: PostedMessage | undefined): APIEmbed {
  const [embed] = answer?.embeds ?? [];
  const { image: _image, ...rest } = (embed ?? {}) as APIEmbed;
  return rest;
}

/** The fields of an answer's embed, names to values. */
export function fieldsIn(answer: PostedMessage | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((embedOf(answer).fields ?? []).map(({ name, value }) => [name, value]));
}

/** One of them; empty if there is none. */
export function fieldIn(answer: PostedMessage | undefined, name: string): string {
  return fieldsIn(answer)[name] ?? '';
}

/** The picture of an answer. */
export function pictureIn(answer: PostedMessage | undefined): PostedFile | undefined {
  return answer?.files.find(({ contentType }) => contentType === 'image/png');
}

/** The lines of an answer's CSV file, plain or compressed. */
export function tableIn(answer: PostedMessage | undefined): readonly string[] {
  const file = answer?.files.find(({ name }) => /\.csv(?:\.gz)?$/.test(name));
  const bytes = file === undefined ? new Uint8Array() : file.bytes;
  const text = Buffer.from(file?.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.replace('\ufeff', '').trimEnd().split('\r\n');
}

/** The labels of the buttons that can be pressed. */
export function labelsUnder(answer: PostedMessage | undefined): readonly string[] {
  const buttons = answer === undefined ? [] : buttonsOf(answer.components);
  return buttons.filter(({ disabled }) => disabled !== true).map(({ label }) => label ?? '');
}
