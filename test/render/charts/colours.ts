type Three = readonly [number, number, number];

/** The contrast of two colours such as `#1c5fc0` (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [one, other].map((colour) => luminance(linear(colour))).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** A colour in CIELAB (D65), as people with a full deficiency see it (Machado, Oliveira and Fernandes, 2009). */
export function seenWith(colour: string, deficiency: keyof typeof deficiencies): Three {
  const clipped = times(deficiencies[deficiency], linear(colour)).map((value) => Math.min(1, Math.max(0, value)));
  const [x, y, z] = times(toXyz, clipped as unknown as Three);
  const [fx, fy, fz] = [x / 0.95047, y, z / 1.08883].map((t) =>
    t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116,
  ) as unknown as Three;
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const deficiencies = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

const toXyz = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
] as const;

function times(matrix: readonly [Three, Three, Three], [a, b, c]: Three): Three {
  return matrix.map(([x, y, z]) => x * a + y * b + z * c) as unknown as Three;
}

function linear(colour: string): Three {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as unknown as Three;
}

function luminance([red, green, blue]: Three): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** CIEDE2000, after Sharma, Wu and Dalal (2005), of two colours in CIELAB. */
export function difference([l1, a1, b1]: Three, [l2, a2, b2]: Three): number {
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)));
  const [ap1, ap2] = [(1 + g) * a1, (1 + g) * a2];
  const [c1, c2] = [Math.hypot(ap1, b1), Math.hypot(ap2, b2)];
  const [h1, h2] = [hue(ap1, b1), hue(ap2, b2)];
  const apart = c1 * c2 === 0 ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const [dL, dC, dH] = [l2 - l1, c2 - c1, 2 * Math.sqrt(c1 * c2) * Math.sin(radians(apart / 2))];
  const [mL, mC] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const mH = c1 * c2 === 0 ? h1 + h2 : (h1 + apart / 2 + 360) % 360;
  const t = 1 - 0.17 * cosine(mH - 30) + 0.24 * cosine(2 * mH) + 0.32 * cosine(3 * mH + 6) - 0.2 * cosine(4 * mH - 63);
  const sL = 1 + (0.015 * (mL - 50) ** 2) / Math.sqrt(20 + (mL - 50) ** 2);
  const [sC, sH] = [1 + 0.045 * mC, 1 + 0.015 * mC * t];
  const turn =
    -2 * Math.sqrt(mC ** 7 / (mC ** 7 + 25 ** 7)) * Math.sin(radians(60 * Math.exp(-(((mH - 275) / 25) ** 2))));
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + turn * (dC / sC) * (dH / sH));
}

function hue(a: number, b: number): number {
  return (Math.atan2(b, a) / Math.PI) * 180 + (Math.atan2(b, a) < 0 ? 360 : 0);
}

function radians(degrees: number): number {
  return (degrees / 180) * Math.PI;
}

function cosine(degrees: number): number {
  return Math.cos(radians(degrees));
}
