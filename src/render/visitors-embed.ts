import type { APIEmbed } from '@discordjs/core';
import { type Month, monthName } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import {
  fewestVisitorsShown,
  type VisitorFigure,
  type VisitorMetric,
  visitorFigures,
} from '../query/visitor-figures.ts';
import { factsEmbed } from './embed.ts';

/** A month's visitors as moderators see them. */
export interface ShownVisitors {
  readonly month: Month;
  /** The totals of the month and of the one before; others are ignored. */
  readonly totals: readonly Total[];
  readonly isRunning: boolean;
  /** Why a metric is not, or not fully, counted; null if it is. */
  readonly uncounted: Readonly<Record<VisitorMetric, string | null>>;
}

/** The visitors of a month by device and language. */
export function visitorsEmbed(visitors: ShownVisitors): APIEmbed {
  const { month, isRunning } = visitors;
  const embed = factsEmbed(`Visitors in ${monthName(month)}${isRunning ? ' so far' : ''}`, {
    'First seen on': linesOf(visitors, 'device'),
    'Language of their Discord': linesOf(visitors, 'language'),
  });
  return { ...embed, footer: { text: notes.join(' · ') } };
}

const notes = [
  'each member once a month, change against the month before',
  'a language is known of those who use commands',
  `fewer than ${fewestVisitorsShown} members are not shown by themselves`,
  'Discord tells a bot no location',
];

function linesOf({ month, totals, uncounted }: ShownVisitors, metric: VisitorMetric): string {
  const { shown, others } = visitorFigures(totals, month, metric);
  const lines = shown.map((figure) => `${figure.value}: ${figure.members}${changeText(figure)}`);
  if (others !== null) lines.push(`others: ${others === 'few' ? few : others}`);
  if (lines.length === 0 && uncounted[metric] === null) lines.push('nobody');
  if (uncounted[metric] !== null) lines.push(`(${uncounted[metric]})`);
  return lines.join('\n');
}

function changeText({ change }: VisitorFigure): string {
  if (change === null) return '';
  if (change === 'few') return ` (before: ${few})`;
  return change === 0 ? ' (±0)' : ` (${change > 0 ? '+' : '−'}${Math.abs(change)})`;
}

const few = `fewer than ${fewestVisitorsShown}`;
