import fc from 'fast-check';
import { expect, it } from 'vitest';
import { alice, art, bob, general, guildId } from '../cast.ts';
import {
  aWrittenGuild,
  cellar,
  cellarThread,
  dora,
  oscar,
  robot,
  soupThread,
  type WrittenMessage,
} from './a-written-guild.ts';

it('any history of messages is counted as one would count it by hand', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aStep, { minLength: 5, maxLength: 30 }),
      fc.boolean(),
      fc.boolean(),
      async (steps, ignoresRole, readsContent) => {
        const census = await aWrittenGuild({ ignoresRole, readsContent });
        const naive = new NaiveCounts(ignoresRole, readsContent, census.guilds.channel(guildId, art)?.number);
        for (const step of steps) await take(step, census, naive);
        expect(await census.totals()).toEqual(naive.amounts);
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

it('what is counted by hand has something of everything', () => {
  const naive = new NaiveCounts(false, true, 2);
  const first = { ...plain, id: '1', atMs: 0, userId: alice } as WrittenMessage;
  naive.count(first, true);
  naive.count(
    { ...first, userId: bob, atMs: 9_000, answers: first, files: ['image/png'], links: ['https://a.net'] },
    true,
  );
  expect(Object.keys(naive.amounts).map((key) => key.split(' ')[0])).toEqual([
    'moderator_cover',
    'message_kind',
    'message_kind',
    'attachment',
    'link_domain',
    'reply_delay',
  ]);
});

const plain = { channelId: general, answers: null, pings: true, extras: [], files: [], links: [] } as const;

interface Draft extends Pick<WrittenMessage, 'userId' | 'channelId' | 'pings' | 'extras' | 'files' | 'links'> {
  /** Answers the message that was written so many before it, if there is one; 0 answers none. */
  readonly answersBack: number;
}

type Step =
  | { readonly kind: 'live'; readonly draft: Draft }
  | { readonly kind: 'missed'; readonly drafts: readonly Draft[] }
  | { readonly kind: 'again'; readonly back: number }
  | { readonly kind: 'wait'; readonly ms: number };

const links = ['https://example.org', 'http://a.docs.example.org/x', 'https://elsewhere.net', 'https://b.net'];

const aDraft: fc.Arbitrary<Draft> = fc.record({
  userId: fc.constantFrom(alice, bob, bob, oscar, dora, robot),
  channelId: fc.constantFrom(general, art, cellar, soupThread, cellarThread),
  pings: fc.boolean(),
  answersBack: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 })),
  extras: fc.subarray(['sticker', 'voice_message', 'forward', 'poll'] as const),
  files: fc.array(fc.constantFrom('image/png', 'video/mp4', 'audio/ogg', 'text/plain'), { maxLength: 3 }),
  links: fc.subarray(links),
});

const aStep: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('live'), draft: aDraft }), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('again'), back: fc.integer({ min: 1, max: 4 }) }), weight: 2 },
  {
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(400, 1_500, 9_000, 70_000, 600_000) }),
    weight: 3,
  },
  { arbitrary: fc.record({ kind: fc.constant('missed'), drafts: fc.array(aDraft, { maxLength: 4 }) }), weight: 1 },
);

type Census = Awaited<ReturnType<typeof aWrittenGuild>>;

async function take(step: Step, census: Census, naive: NaiveCounts): Promise<void> {
  const { clock, written } = census;
  const write = ({ answersBack, ...draft }: Draft, isLive: boolean): WrittenMessage => {
    const answers = answersBack === 0 ? null : (written.at(-answersBack) ?? null);
    const message = census.write({ ...draft, answers });
    naive.count(message, isLive);
    return message;
  };
  if (step.kind === 'wait') {
    await clock.setTo(clock.now() + step.ms);
  } else if (step.kind === 'live') {
    await census.bring(write(step.draft, true));
  } else if (step.kind === 'again') {
    const message = written.at(-step.back);
    if (message !== undefined) await census.bring(message);
  } else {
    await census.miss(() => step.drafts.forEach((draft) => void write(draft, false)));
  }
}

/** Counts every message when it is written, once, and knows who and where is not counted. */
class NaiveCounts {
  readonly amounts: Record<string, number> = {};
  readonly #ignoresRole: boolean;
  readonly #readsContent: boolean;
  readonly #artNumber: number | undefined;
  /** The hours in which the owner was there. */
  readonly #covered = new Set<number>();

  constructor(ignoresRole: boolean, readsContent: boolean, artNumber: number | undefined) {
    this.#artNumber = artNumber;
    this.#ignoresRole = ignoresRole;
    this.#readsContent = readsContent;
  }

  count(message: WrittenMessage, isLive: boolean): void {
    if (!this.#isCounted(message)) return;
    const { atMs, channelId, answers, extras, files } = message;
    const messageLinks = message.links;
    const hour = Math.floor(atMs / 3_600_000);
    const month = new Date(atMs).getUTCFullYear() * 12 + new Date(atMs).getUTCMonth();
    // A history does not tell who is a moderator.
    if (isLive && message.userId === alice && !this.#covered.has(hour)) {
      this.#covered.add(hour);
      const weekday = (new Date(atMs).getUTCDay() + 6) % 7;
      this.#add(`moderator_cover ${month} 0 ${weekday * 24 + new Date(atMs).getUTCHours()}`);
    }
    const day = Math.floor(atMs / 86_400_000);
    const channel = channelId === art ? this.#artNumber : 1;
    const kinds: string[] = extras.filter((kind) => kind !== 'poll' || this.#readsContent);
    if (channelId === soupThread) kinds.push('thread');
    if (answers !== null) kinds.push('reply');
    if (this.#readsContent && messageLinks.length > 0) kinds.push('link');
    for (const kind of kinds) this.#add(`message_kind ${day} ${channel} ${kind}`);
    if (this.#readsContent) {
      for (const file of files) {
        this.#add(`attachment ${day} ${channel} ${file === 'text/plain' ? 'other' : file.slice(0, 5)}`);
      }
      if (messageLinks.includes('https://example.org')) this.#add(`link_domain ${day} 0 example.org`);
      if (messageLinks.includes('http://a.docs.example.org/x')) this.#add(`link_domain ${day} 0 docs.example.org`);
      if (messageLinks.some((link) => !link.includes('example.org'))) this.#add(`link_domain ${day} 0 other`);
    }
    if (answers === null || answers.userId === message.userId || !this.#isCounted(answers)) return;
    // A history does not tell the roles of those whom a message answers.
    if (this.#ignoresRole && !(isLive && message.pings)) return;
    let power = 0;
    while (2 ** (power + 1) * 1000 <= atMs - answers.atMs) power += 1;
    this.#add(`reply_delay ${month} ${channel} ${power}`);
  }

  #isCounted({ userId, channelId }: WrittenMessage): boolean {
    const isOfPerson = userId !== robot && userId !== oscar && !(this.#ignoresRole && userId === dora);
    return isOfPerson && channelId !== cellar && channelId !== cellarThread;
  }

  #add(place: string): void {
    this.amounts[place] = (this.amounts[place] ?? 0) + 1;
  }
}
