import { type ActivityColumns, activityColumns, readActivity } from '../../import/formats/activity-csv.ts';
import { textLines } from './text-lines.ts';
import { complaintAt, isPossibleInstant, type WrittenEvent } from './written-event.ts';

/** Reads the messages of an activity CSV, in batches. */
export async function* csvEvents(path: string): AsyncGenerator<readonly WrittenEvent[]> {
  let columns: ActivityColumns | null = null;
  for await (const { firstNumber, lines } of textLines(path)) {
    const events: WrittenEvent[] = [];
    for (const [index, line] of lines.entries()) {
      if (line === '') continue;
      if (columns === null) columns = columnsOf(line, path);
      else events.push(eventOf(line, columns, path, firstNumber + index));
    }
    yield events;
  }
  if (columns === null) throw noHeader(path);
}

function columnsOf(header: string, path: string): ActivityColumns {
  const columns = activityColumns(header);
  if (columns === null) throw noHeader(path);
  return columns;
}

function noHeader(path: string) {
  return complaintAt(path, 1)('expected a header with the columns ts, user, channel and commas between them');
}

function eventOf(line: string, columns: ActivityColumns, path: string, lineNumber: number): WrittenEvent {
  const message = readActivity(line, columns);
  if (typeof message === 'string') throw complaintAt(path, lineNumber)(message);
  const { atMs, user, channel } = message;
  if (!isPossibleInstant(atMs)) throw complaintAt(path, lineNumber)('ts: expected a time from 2015 on');
  return { atMs, ev: 'msg', user, channel };
}
