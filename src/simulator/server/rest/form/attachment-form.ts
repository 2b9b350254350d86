import type { Attachment } from '../../message.ts';
import type { World } from '../../world.ts';
import { ApiError, faults, invalidForm } from '../api-error.ts';
import type { Fields, MessageBody } from '../message-body.ts';
import { listIn, objectIn, textIn } from './form-field.ts';

const mostAttachments = 10;
const longestDescription = 1024;

/**
 * The files of a message after a request: those in `attachments`, which are present ones by id or uploaded ones by
 * number; if that is omitted, all (Discord API reference, "Editing Message Attachments"). So for a new message, where
 * Discord is not known to leave out a file.
 *
 * @throws {ApiError} for a file that is not there, an alternative text that is too long, and more than ten files.
 */
export function attachmentsOf(world: World, body: MessageBody, present: readonly Attachment[]): readonly Attachment[] {
  const uploaded = new Map([...body.files].map(([number, file]) => [String(number), { ...file, id: world.newId() }]));
  const kept = new Map(present.map((file) => [file.id, file]));
  const listed = listIn(body.payload.attachments, 'attachments', Number.POSITIVE_INFINITY);
  const files = listed?.map((value, index) => {
    const path = `attachments.${index}`;
    const described = objectIn(value, path);
    const id = String(described.id);
    const file = kept.get(id) ?? uploaded.get(id);
    if (!file) throw invalidForm(path, 'Attachment data not found', 'ATTACHMENT_NOT_FOUND');
    return describedAs(file, described, path);
  });
  const after = files ?? [...present, ...uploaded.values()];
  if (after.length > mostAttachments) throw new ApiError(faults.tooManyAttachments);
  return after;
}

function describedAs(file: Attachment, { description, filename }: Fields, path: string): Attachment {
  const text = textIn(description, `${path}.description`, longestDescription);
  const name = textIn(filename, `${path}.filename`, 1024);
  return { ...file, ...(text !== undefined && { description: text }), ...(name !== undefined && { name }) };
}
