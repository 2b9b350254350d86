import type { Config } from '../src/config.ts';

/** The default configuration with the given changes. It logs nothing. */
export function aConfig(given: Pick<Config, 'discordApiUrl' | 'dataDirectory'> & Partial<Config>): Config {
  return {
    discordToken: 'a.good.token',
    shards: 'auto',
    countAfk: false,
    trialDays: 0,
    keepMonths: null,
    mauMax: null,
    countVisitors: false,
    keepVisitorsMonths: 24,
    exportGrain: 'hour',
    metricsAddress: null,
    metricsHosts: [],
    logLevel: 'silent',
    ...given,
  };
}
