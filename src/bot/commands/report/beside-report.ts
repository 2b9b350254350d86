import type { ReportType } from '../../../core/report.ts';
import { type EventDeps, eventsOf } from '../../../query/events/seen-events.ts';
import type { Query, Result } from '../../../query/query.ts';
import { channelsPicture } from '../../../render/pictures/channels-picture.ts';
import { daysPicture } from '../../../render/pictures/days-picture.ts';
import { overPicture } from '../../../render/pictures/over-picture.ts';
import type { Picture, PictureStyle } from '../../../render/pictures/picture.ts';
import { whenPicture } from '../../../render/pictures/when-picture.ts';
import type { CommandServices } from '../command.ts';

/** What is shown beside the rows of a report. */
export interface BesideReport {
  readonly picture: (style: PictureStyle) => Picture;
  /** The numbers in the picture. */
  readonly result: Result;
}

/** What a report asks of its guild, range and channel. */
export type AskedReport = Pick<Query, 'guildId' | 'range' | 'channel' | 'view'>;

/** The days of a full report, or the hours of up to three days, the hours of the week for a report by weekday or hour, or the channels. */
export async function besideReport(
  type: ReportType,
  asked: AskedReport,
  { questions, store }: Pick<CommandServices, 'questions'> & EventDeps,
): Promise<BesideReport> {
  if (type === 'full' && asked.range.to - asked.range.from <= longestByHour) {
    const result = await questions.ask({ ...asked, about: 'series', by: 'hour' });
    return { result, picture: (style) => overPicture(result, 'people', style) };
  }
  if (type === 'full') {
    const people = { ...asked, metric: 'people' } as const;
    const result = await questions.ask({ ...people, about: 'usual', by: 'day' });
    const change = await questions.ask({ ...people, about: 'change', by: 'total' });
    const events = await eventsOf(asked, { store });
    return { result, picture: (style) => daysPicture(result, change, style, events) };
  }
  if (type === 'channels') {
    const result = await questions.ask({ ...asked, channel: null, about: 'channelChanges', by: 'channel' });
    return { result, picture: (style) => channelsPicture(result, style) };
  }
  const result = await questions.ask({ ...asked, about: 'hourOfWeek', by: 'hourOfWeek' });
  return { result, picture: (style) => whenPicture(result, style) };
}

/** In hours. A line through one to three days would say little. */
const longestByHour = 3 * 24;
