import { ApiError, faults } from './api-error.ts';

/** The body of a request: its JSON, and its files by number. */
export interface MessageBody {
  readonly payload: Fields;
  readonly files: ReadonlyMap<number, UploadedFile>;
}

export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export type Fields = Readonly<Record<string, unknown>>;

const longestRequestBytes = 25 * 1024 * 1024;

/**
 * Reads a request that is either JSON or a form of `payload_json` and `files[n]` (Discord API reference, "Uploading
 * Files").
 *
 * @throws {ApiError} for a file over `uploadLimitBytes`, and for invalid JSON.
 */
export async function readMessageBody(request: Request, uploadLimitBytes: number): Promise<MessageBody> {
  if (Number(request.headers.get('content-length') ?? 0) > longestRequestBytes) throw new ApiError(faults.tooLarge);
  if (!request.headers.get('content-type')?.startsWith('multipart/form-data')) {
    return { payload: parseFields(await request.text()), files: new Map() };
  }
  const form = await request.formData();
  const files = new Map<number, UploadedFile>();
  for (const [field, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(field)?.[1];
    if (index === undefined || typeof value === 'string') continue;
    if (value.size > uploadLimitBytes) throw new ApiError(faults.tooLarge);
    const bytes = new Uint8Array(await value.arrayBuffer());
    files.set(Number(index), { name: value.name, contentType: value.type || 'application/octet-stream', bytes });
  }
  const json = form.get('payload_json');
  return { payload: typeof json === 'string' ? parseFields(json) : {}, files };
}

/** Parses an object from JSON. No text counts as an empty object. */
function parseFields(json: string): Fields {
  if (json === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ApiError(faults.malformedJson);
  }
  if (value === null || typeof value !== 'object') throw new ApiError(faults.invalidForm);
  return value as Fields;
}
