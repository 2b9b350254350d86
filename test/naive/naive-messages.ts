import type { NaiveSums } from './naive-total.ts';
import {
  countedMessages,
  dayOf,
  hourMs,
  isUncounted,
  monthOf,
  type NaiveEvent,
  type NaiveMessage,
  type NaiveWorld,
} from './naive-world.ts';

/** The kinds, files, links and delays of messages. */
export function addMessages(sums: NaiveSums, world: NaiveWorld, nowMs: number): void {
  for (const message of countedMessages(world, nowMs)) {
    const { atMs, channel, files = [], speech, amount = 1 } = message;
    const day = dayOf(atMs);
    for (const kind of kindsOf(message)) sums.add('message_kind', day, channel, kind, amount);
    for (const type of speech === undefined ? files : ['audio/ogg']) {
      sums.add('attachment', day, channel, classOf(type), amount);
    }
    for (const domain of domainsOf(message, world)) sums.add('link_domain', day, '', domain, amount);
    const seconds = delayOf(message, world);
    if (seconds !== null) sums.add('reply_delay', monthOf(atMs), channel, powerOf(seconds), amount);
  }
}

/** In how many hours of each hour of the week moderators wrote. Each moderator counts once per hour. */
export function addModeratorCover(sums: NaiveSums, world: NaiveWorld, nowMs: number): void {
  const seen = new Set<string>();
  for (const { user, atMs } of countedMessages(world, nowMs)) {
    const hour = Math.floor(atMs / hourMs);
    if (!isModerator(world, user, atMs) || seen.has(`${user} ${hour}`)) continue;
    seen.add(`${user} ${hour}`);
    const date = new Date(atMs);
    const weekday = (date.getUTCDay() + 6) % 7;
    sums.add('moderator_cover', monthOf(atMs), '', String(weekday * 24 + date.getUTCHours()));
  }
}

function kindsOf({ reply, thread, under, stickers, speech, forward, poll, text = '' }: NaiveMessage): string[] {
  const kinds: string[] = [];
  if (reply !== undefined) kinds.push('reply');
  if (thread !== undefined || under !== undefined) kinds.push('thread');
  if (stickers !== undefined) kinds.push('sticker');
  if (speech !== undefined) kinds.push('voice_message');
  if (forward !== undefined) kinds.push('forward');
  if (poll !== undefined) kinds.push('poll');
  if (hostsIn(text).length > 0 && forward === undefined) kinds.push('link');
  return kinds;
}

function classOf(contentType: string): string {
  const [prefix = ''] = contentType.split('/');
  return ['image', 'video', 'audio'].includes(prefix) ? prefix : 'other';
}

/** The hosts of the words in a text that are links. */
function hostsIn(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word.startsWith('http://') || word.startsWith('https://'));
  return words.map((word) => new URL(word).hostname);
}

function domainsOf({ text = '', forward }: NaiveMessage, { linkDomains = [] }: NaiveWorld): string[] {
  if (forward !== undefined) return [];
  const domains = hostsIn(text).map((host) => {
    const around = linkDomains.filter((domain) => host === domain || host.endsWith(`.${domain}`));
    return around.sort((one, other) => other.length - one.length)[0] ?? 'other';
  });
  return [...new Set(domains)];
}

/** How long after another person's message a reply came, in whole seconds; null for any other message. */
function delayOf({ atMs, user, reply }: NaiveMessage, world: NaiveWorld): number | null {
  const target = reply === undefined ? undefined : world.events.find(({ ev, id }) => ev === 'msg' && id === reply);
  if (target === undefined || target.bot || target.webhook || target.user === user) return null;
  if (isUncounted(world, target.user ?? '')) return null;
  return Math.floor((atMs - target.atMs) / 1000);
}

function powerOf(seconds: number): string {
  let power = 0;
  while (2 ** (power + 1) <= seconds) power += 1;
  return String(power);
}

function isModerator({ events, moderatorRoles = [] }: NaiveWorld, user: string, atMs: number): boolean {
  const isChange = (event: NaiveEvent) => event.user === user && event.atMs <= atMs;
  const last = events.filter(isChange).findLast(({ ev }) => ev === 'roles' || ev === 'join' || ev === 'part');
  return last?.ev === 'roles' && (last.roles ?? []).some((role) => moderatorRoles.includes(role));
}
