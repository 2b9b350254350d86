/** Where people meet the sentences, by the first part of a key. */
const places: Readonly<Record<string, string>> = {
  active: '.active',
  answer: 'Any command, and when it cannot be answered',
  channel: 'Channels in a command',
  command: 'The commands, as Discord and .help describe them',
  dates: 'Days and ranges in a command',
  definition: '.help with a word',
  domain: 'Domains in /settings',
  export: '.userstats, when it cannot be answered',
  help: '.help',
  hidden: 'Channels that a person cannot see',
  list: 'Lists within a sentence',
  measure: 'Names of the numbers',
  near: 'A command that nearly exists',
  newcomers: '.newcomers',
  note: 'Under every answer: what the numbers cover',
  permission: "Discord's permissions",
  post: 'Posts that nobody asked for',
  privacy: '/privacy',
  reason: 'Under every answer: what is not known, and why',
  refusal: 'A command that the person may not use, or not here',
  report: '.report',
  row: 'Names of rows',
  settings: '/settings',
  status: '.status',
  suggestion: 'Suggestions while a slash command is typed',
  time: 'Times within a sentence',
  userstats: '.userstats',
  visitors: '.visitors',
  why: 'Why a number is not known, in brackets',
};

/** The place of a sentence. Without a name of its own it is the first part of the key. */
export function placeOf(key: string): string {
  const [first = key] = key.split('.');
  return places[first] ?? first;
}
