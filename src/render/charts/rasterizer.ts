import { renderAsync } from '@resvg/resvg-js';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import { interFiles } from './canvas/inter.ts';
import { PngEncoder } from './png.ts';
import { collectYoungGarbage } from './young-garbage.ts';

/** Turns pictures into PNG files. One is drawn at a time, so that many askers cost no more memory than one. */
export class Rasterizer {
  readonly #queue = new SerialQueue();
  readonly #encoder = new PngEncoder();
  readonly #width: number;

  /** @param width Of the files, in px. Discord shows them at about half of that, or at the density of a phone. */
  constructor(width = 1_100) {
    this.#width = width;
  }

  /** The picture as a PNG file. The same picture is always the same file. */
  png(svg: string): Promise<Uint8Array> {
    return this.#queue.run(async () => {
      try {
        return await this.#drawn(svg);
      } finally {
        collectYoungGarbage(); // The image, which is a few MB that V8 does not know of.
      }
    });
  }

  async #drawn(svg: string): Promise<Uint8Array> {
    const fitTo = { mode: 'width', value: this.#width } as const;
    return this.#encoder.encode(await renderAsync(svg, { fitTo, font, logLevel: 'error' }));
  }
}

/** Without the fonts of the machine, so that a picture looks the same everywhere. */
const font = { loadSystemFonts: false, fontFiles: Object.values(interFiles), defaultFontFamily: 'Inter' };
