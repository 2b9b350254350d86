/** The content of a metrics page, read by the rules of Prometheus' text format. */
export interface Scrape {
  readonly text: string;
  readonly families: ReadonlyMap<string, Family>;
  /** By name and labels as written, `name{a="b"}`. */
  readonly samples: ReadonlyMap<string, number>;
}

export interface Family {
  readonly help: string;
  readonly type: string;
  readonly labels: ReadonlySet<string>;
}

/** @throws {Error} for an invalid line, a sample without a family, and a duplicate sample. */
export function readScrape(text: string): Scrape {
  const families = new Map<string, { help: string; type: string; labels: Set<string> }>();
  const samples = new Map<string, number>();
  let current = '';
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (families.has(name)) throw new Error(`${name} comes in two places`);
      families.set(name, { help: rest, type: '', labels: new Set() });
      current = name;
    } else if (kind === 'TYPE') {
      const family = families.get(name);
      if (family === undefined || name !== current) throw new Error(`the type of ${name} is not behind its help`);
      family.type = rest;
    } else {
      const [, sample = '', family = '', labels = '', value] =
        /^(([a-z][a-z\d_]*)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})?) (-?[\d.e+-]+|NaN|\+Inf)$/.exec(line) ??
        [];
      const isOfFamily = family === current || family.replace(/_(bucket|sum|count)$/, '') === current;
      if (!isOfFamily || samples.has(sample)) throw new Error(`not expected here: ${line}`);
      samples.set(sample, Number(value));
      for (const [, label = ''] of labels.matchAll(/([a-z]+)="/g)) families.get(current)?.labels.add(label);
    }
  }
  return { text, families, samples };
}
