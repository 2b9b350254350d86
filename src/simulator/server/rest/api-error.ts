/** A refusal as Discord sends it: an HTTP status and a body of `message` and `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: ErrorStatus;
  readonly code: number;
  /** The invalid fields of a form, for code 50035. */
  readonly errors: Readonly<Record<string, unknown>> | undefined;

  constructor(fault: readonly [ErrorStatus, number, string], errors?: Readonly<Record<string, unknown>>) {
    const [status, code, message] = fault;
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 413 | 429 | 500 | 502 | 503;

/** The imitated errors (Discord API reference, "JSON Error Codes"). */
export const faults = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  tooManyAttachments: [400, 30015, 'Maximum number of attachments in a message reached (10)'],
  tooLarge: [413, 40005, 'Request entity too large'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  foreignMessage: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  notForMessages: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  invalidForm: [400, 50035, 'Invalid Form Body'],
  malformedJson: [400, 50109, 'The request body contains invalid JSON.'],
} as const satisfies Record<string, readonly [ErrorStatus, number, string]>;

/** A form whose field at a path (`options.0.name`) is invalid. */
export function invalidForm(path: string, message: string, code = 'INVALID'): ApiError {
  return new ApiError(faults.invalidForm, nested(path.split('.'), { _errors: [{ code, message }] }));
}

/** The same refusal, if the form is a field of another: an interaction's message is its `data`. */
export function within(field: string, error: ApiError): ApiError {
  const { status, code, message, errors } = error;
  return errors ? new ApiError([status, code, message], nested([field], errors)) : error;
}

function nested(path: readonly string[], inner: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return path.reduceRight((errors, key) => ({ [key]: errors }), inner);
}
