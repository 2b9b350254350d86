import { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import type { WebEnv } from './web-app.ts';

/**
 * A body that is made piece by piece, as fast as it is read. If a piece cannot be made, the connection is closed, so
 * that the client does not mistake a part for the whole.
 */
export function textStream(
  { env }: Context<WebEnv>,
  pieces: AsyncIterable<string>,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const encoded = async function* () {
    try {
      for await (const piece of pieces) yield encoder.encode(piece);
    } catch (error) {
      // The library would print an error in the stream itself.
      env.outgoing.destroy();
      onFailure(error);
    }
  };
  return ReadableStream.from(encoded());
}
