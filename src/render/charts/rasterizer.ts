import { renderAsync } from '@resvg/resvg-js';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import { interFiles } from './canvas/inter.ts';
import { encodePng } from './png.ts';

/** Turns pictures into PNG files. One is drawn at a time, so that many askers cost no more memory than one. */
export class Rasterizer {
  readonly #queue = new SerialQueue();
  readonly #width: number;

  /** @param width Of the files, in px. Discord shows them at about half of that, or at the density of a phone. */
  constructor(width = 1_100) {
    this.#width = width;
  }

  /** The picture as a PNG file. The same picture is always the same file. */
  png(svg: string): Promise<Uint8Array> {
    return this.#queue.run(async () => {
      const fitTo = { mode: 'width', value: this.#width } as const;
      return encodePng(await renderAsync(svg, { fitTo, font, logLevel: 'error' }));
    });
  }
}

/** Without the fonts of the machine, so that a picture looks the same everywhere. */
const font = { loadSystemFonts: false, fontFiles: Object.values(interFiles), defaultFontFamily: 'Inter' };
