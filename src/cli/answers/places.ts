/** Where people meet the sentences, by the first part of a key. */
const places: Readonly<Record<string, string>> = {
  answer: 'Any command, and when it cannot be answered',
  command: 'The commands, as Discord and .help describe them',
  definition: '.help with a word',
  export: '.userstats, when it cannot be answered',
  help: '.help',
  list: 'Lists within a sentence',
  permission: "Discord's permissions",
  post: 'Posts that nobody asked for',
  privacy: '/privacy',
  refusal: 'A command that the person may not use, or not here',
  settings: '/settings',
  status: '.status',
  suggestion: 'Suggestions while a slash command is typed',
  time: 'Times within a sentence',
  userstats: '.userstats',
};

/** The place of a sentence. Without a name of its own it is the first part of the key. */
export function placeOf(key: string): string {
  const [first = key] = key.split('.');
  return places[first] ?? first;
}
