import { nextTurn } from '../../core/async/event-loop.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { RollingActivity } from '../../query/active/active-members.ts';
import type { Guild } from '../../store/records.ts';
import type { RuntimeMetrics } from './runtime-metrics.ts';

/** What a scrape shows of a guild. */
export type SeenGuild = Pick<Guild, 'id' | 'name' | 'headcount' | 'firstConnectedMs' | 'leftMs'>;

export interface GuildMetricsDeps {
  /** The guilds that Census is in. */
  readonly guilds: readonly SeenGuild[];
  readonly rollingActivity: Iterable<readonly [guildId: Snowflake, activity: RollingActivity]>;
  readonly runtimeMetrics: Pick<RuntimeMetrics, 'totals' | 'recentGaps'>;
  readonly nowMs: number;
}

/**
 * The metrics of guilds in Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats, version
 * 0.0.4), in pieces that each take about a millisecond, so that the event loop can turn in between. The library is not
 * used here, because it makes one text of 200,000 lines at once.
 */
export async function* guildMetrics(deps: GuildMetricsDeps): AsyncGenerator<string> {
  for (const { name, type, help, samples } of families(deps)) {
    let piece = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
    let lines = 0;
    for (const [labels, value] of samples()) {
      piece += `${name}{${labels}} ${value}\n`;
      lines += 1;
      if (lines % linesPerPiece > 0) continue;
      yield piece;
      piece = '';
      await nextTurn();
    }
    if (lines > 0) yield piece;
  }
}

const linesPerPiece = 250;

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** The labels of each sample as written between the braces, and its value. */
  readonly samples: () => Iterable<readonly [labels: string, value: number]>;
}

function families({ guilds, rollingActivity, runtimeMetrics, nowMs }: GuildMetricsDeps): readonly Family[] {
  const ofEach = (read: (guild: SeenGuild) => number) =>
    function* () {
      for (const guild of guilds) yield [`guild="${guild.id}"`, read(guild)] as const;
    };
  const present = new Set(guilds.map(({ id }) => id));
  return [
    {
      name: 'census_guild_info',
      type: 'gauge',
      help: 'The name of a guild; always 1.',
      *samples() {
        for (const { id, name } of guilds) yield [`guild="${id}",name="${escaped(name)}"`, 1];
      },
    },
    {
      name: 'census_members',
      type: 'gauge',
      help: 'Members of the guild, apps included, as last reported by Discord.',
      samples: ofEach(({ headcount }) => headcount),
    },
    {
      name: 'census_active_members',
      type: 'gauge',
      help: 'Members who wrote or talked in the last 24 hours, 7 and 30 days: the lowest, highest and likely number.',
      *samples() {
        for (const [guildId, activity] of rollingActivity) {
          if (present.has(guildId)) yield* activeMembers(guildId, activity);
        }
      },
    },
    {
      name: 'census_messages_total',
      type: 'counter',
      help: 'Messages counted and written to disk since the process started.',
      samples: ofEach(({ id }) => runtimeMetrics.totals(id).messages),
    },
    {
      name: 'census_voice_seconds_total',
      type: 'counter',
      help: 'Seconds of members in voice, counted and written to disk since the process started.',
      samples: ofEach(({ id }) => runtimeMetrics.totals(id).voiceMs / 1000),
    },
    {
      name: 'census_joins_total',
      type: 'counter',
      help: 'Joins counted and written to disk since the process started.',
      samples: ofEach(({ id }) => runtimeMetrics.totals(id).joins),
    },
    {
      name: 'census_parts_total',
      type: 'counter',
      help: 'Leaves counted and written to disk since the process started.',
      samples: ofEach(({ id }) => runtimeMetrics.totals(id).parts),
    },
    {
      name: 'census_coverage_ratio',
      type: 'gauge',
      help: 'Observed share of the last 24 hours, 0 to 1.',
      samples: ofEach((guild) => runtimeMetrics.recentGaps.observedShare(guild, nowMs)),
    },
  ];
}

function* activeMembers(guildId: Snowflake, activity: RollingActivity): Iterable<readonly [string, number]> {
  for (const window of ['day', 'week', 'month'] as const) {
    for (const bound of ['low', 'high', 'estimate'] as const) {
      const members = activity[window][bound];
      if (members !== null) yield [`guild="${guildId}",window="${window}",bound="${bound}"`, members];
    }
  }
}

/** Escapes a label value. The owner of a guild chooses its name, so it must not end the line. */
function escaped(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
}
