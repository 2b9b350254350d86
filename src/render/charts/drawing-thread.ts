import { parentPort } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';
import { interFiles } from './canvas/inter.ts';
import { encodePng } from './png.ts';

/** A picture to draw, `width` px wide. */
export interface DrawingTask {
  readonly svg: string;
  readonly width: number;
}

/** The thread's reply: the file, or why there is none. */
export type DrawingAnswer =
  | { readonly kind: 'drawn'; readonly png: Uint8Array }
  | { readonly kind: 'failed'; readonly message: string };

// The entry of a thread: it runs code when imported.
if (parentPort !== null) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
  port.on('message', (task: DrawingTask) => {
    try {
      const png = draw(task);
      port.postMessage({ kind: 'drawn', png } satisfies DrawingAnswer, [png.buffer]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ kind: 'failed', message } satisfies DrawingAnswer);
    }
  });
}

function draw({ svg, width }: DrawingTask): Uint8Array<ArrayBuffer> {
  return encodePng(new Resvg(svg, { fitTo: { mode: 'width', value: width }, font, logLevel: 'error' }).render());
}

/** Without the fonts of the machine, so that a picture looks the same everywhere. */
const font = { loadSystemFonts: false, fontFiles: Object.values(interFiles), defaultFontFamily: 'Inter' };
