/** Sample values of the sentences of notices, by the beginning of the key and placeholder. */
export const noticeSamples: Readonly<Record<string, string>> = {
  'notice among': '180',
  'notice before': '108',
  'notice day': 'Monday, 14 October 2024',
  'notice from': '13:00',
  'notice period': 'Monday, 14 October 2024',
  'notice since': 'Saturday, 14 October 2023',
  'notice text': '**113** people wrote or talked; 77 is usual on a Monday.',
  'notice time': '13:00',
  'notice to': '14:00',
  'notice usual': '77',
  'notice value': '113',
  'notice weekday': 'Monday',
  'notice what': '**113** people wrote or talked',
};

/** Those of single sentences. */
export const samplesOfNotices: Readonly<Record<string, string>> = {
  'notice.channel channel': '#general',
  'notice.channel usual': '3',
  'notice.channel value': '42',
  'notice.line period': 'Mon 14 Oct',
};
