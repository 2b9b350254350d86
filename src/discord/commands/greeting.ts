/** What Census says in a server that has just invited it: what it does, and what to do next. */
export function greeting(): string {
  return [
    'Hello! I am Census. From now on I count how many are here, write and talk, and when. I keep no messages, and at ' +
      'the end of each month I destroy what connects a count to a person. My numbers are for moderators only.',
    'Someone with the permission Manage Server goes on with `/settings mod_channel:` to choose where I may answer and ' +
      '`/settings mod_role:` to choose whom. Then `/report` and `/status` work there.',
  ].join('\n');
}
