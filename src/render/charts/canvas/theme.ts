/** A set of colours. `chat` is the dark one of pictures in Discord, `dark` the one of the page. */
export type Theme = 'light' | 'dark' | 'chat';

/** What a colour means. Every colour of a chart is one of these. */
export const tokens = [
  /** Behind every chart. */
  'card',
  'grid',
  /** Values and names. */
  'text',
  /** Axes and notes. */
  'soft',
  /** The asked range. */
  'accent',
  /** Earlier periods. */
  'prev',
  /** What is usual: the area and its edge. */
  'usual',
  'usualEdge',
  /** Outside the usual, and not anonymised yet; always with a word or a shape. */
  'signal',
  /** Not observed. */
  'hatch',
  /** Steps of a heat map: nothing, and six of equal size. */
  'q0',
  'q1',
  'q2',
  'q3',
  'q4',
  'q5',
  'q6',
] as const;

export type Token = (typeof tokens)[number];

const dark: Readonly<Record<Token, string>> = {
  card: '#1d1e23',
  grid: '#2f3138',
  text: '#f0f1f4',
  soft: '#b3b8c2',
  accent: '#7ab3ff',
  prev: '#a2a7b2',
  usual: '#383b44',
  usualEdge: '#868c98',
  signal: '#ffb763',
  hatch: '#70757f',
  q0: '#22262e',
  q1: '#24384f',
  q2: '#285079',
  q3: '#2f6fa9',
  q4: '#4791d6',
  q5: '#7ab6f2',
  q6: '#c4e0ff',
};

/** The colours of each theme. */
export const themes: Readonly<Record<Theme, Readonly<Record<Token, string>>>> = {
  light: {
    card: '#ffffff',
    grid: '#e4e7ec',
    text: '#1b1d22',
    soft: '#555b66',
    accent: '#1c5fc0',
    prev: '#626976',
    usual: '#e2e6ed',
    usualEdge: '#8a919e',
    signal: '#8f3f00',
    hatch: '#8a919e',
    q0: '#eef3fa',
    q1: '#d6e5f8',
    q2: '#aecdf0',
    q3: '#7fb0e6',
    q4: '#4a8ad2',
    q5: '#1f62b4',
    q6: '#0c3f80',
  },
  dark,
  chat: {
    ...dark,
    card: '#242429',
    grid: '#3a3b42',
    usual: '#3f424c',
    q0: '#2b2e36',
    q1: '#29405c',
    q2: '#2b5683',
    q3: '#3173ae',
    q4: '#4994d9',
    q5: '#7cb8f3',
    q6: '#c8e2ff',
  },
};
