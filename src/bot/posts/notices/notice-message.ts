import type { HourRange } from '../../../core/time.ts';
import type { Words } from '../../../render/words.ts';
import { messageBody } from '../../answering/reply.ts';
import type { ButtonRow, ButtonUse } from '../../buttons/button.ts';
import type { Announcement } from '../announcement.ts';
import { rangeText } from './watches.ts';

/** A notice as a message. Its first line is the mark. */
export function noticeMessage(text: string, days: HourRange | null, words: Words): Announcement {
  const [mark = text] = text.split('\n');
  const buttons = days === null ? [] : [buttonsFor(days, words)];
  return { mark, body: messageBody({ content: text, buttons }) };
}

/** The report of the days, and their hours. */
function buttonsFor(days: HourRange, words: Words): ButtonRow {
  const range = rangeText(days);
  const uses: readonly ButtonUse[] = [
    { button: 'report', command: 'report', options: new Map(Object.entries({ type: 'full', channel: 'all', range })) },
    { button: 'when', command: 'when', options: new Map(Object.entries({ channel: 'all', range })) },
  ];
  return uses.map((use) => ({ ...use, label: words.say(`button.${use.button}`), isEnabled: true }));
}
