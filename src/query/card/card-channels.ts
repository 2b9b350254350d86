import { fewestPeople } from '../../columns/day/final-summaries.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import { type Channel, seesAllChannels } from '../../core/channel.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { Query } from '../query.ts';
import { channelTable } from '../questions/channel-table.ts';
import type { AnswerDeps } from '../questions/question-deps.ts';
import { report } from '../questions/report.ts';
import type { Value } from '../value.ts';
import { roundedParts, roundedPeople } from './card-rounding.ts';

/** A channel on a card. */
export interface CardChannel {
  readonly channel: Channel;
  readonly people: Value;
  readonly messages: Value;
  readonly voiceHours: Value;
}

/** The channels that everyone in the guild and the asker can view, busiest first. Those with nothing to show are left out. */
export async function cardChannels(query: Query, deps: AnswerDeps): Promise<readonly CardChannel[]> {
  const { guildId, range, view } = query;
  const asked = { guildId, range, channel: null, view: seesAllChannels } as const;
  const table = await channelTable({ ...asked, about: 'channelTable', by: 'channel' }, deps);
  const all = table.rows.flatMap(({ key, values }) =>
    key.kind === 'channel' ? [{ channel: key.channel, values }] : [],
  );
  await nextTurn();
  const writers = table.facts.prunedMonths.length > 0 ? null : await peopleByChannel(asked, deps);
  await nextTurn();
  // What is left of a pruned month is of five people or more, and gives nothing away.
  const ofMissing = writers === null ? { wrote: fewestPeople, talked: fewestPeople } : { wrote: 0, talked: 0 };
  const peopleIn = ({ number }: Channel) => writers?.get(number) ?? ofMissing;
  const messages = roundedParts(
    all.map(({ channel, values }) => ({ amount: values.messages, people: peopleIn(channel).wrote })),
  );
  const voice = roundedParts(
    all.map(({ channel, values }) => {
      const { voiceSeconds } = values;
      const amount = typeof voiceSeconds === 'number' ? voiceSeconds / 3600 : voiceSeconds;
      return { amount, people: peopleIn(channel).talked };
    }),
  );
  const rounded = all.map(({ channel, values }, index): CardChannel => {
    const [ofMessages, ofVoice] = [messages[index] ?? 0, voice[index] ?? 0];
    return { channel, people: roundedPeople(values.people), messages: ofMessages, voiceHours: ofVoice };
  });
  return rounded.filter((each) => isPublic(each.channel) && view(each.channel) && hasAny(each));
}

type People = { readonly wrote: Value; readonly talked: Value };

async function peopleByChannel(
  asked: Omit<Query, 'about' | 'by'>,
  deps: AnswerDeps,
): Promise<ReadonlyMap<ChannelNumber, People>> {
  const { rows } = await report({ ...asked, about: 'report', by: 'channel' }, { ...deps, onReported: undefined });
  const found = new Map<ChannelNumber, People>();
  for (const { key, values } of rows) {
    if (key.kind === 'channel') found.set(key.channel.number, { wrote: values.activeUsers, talked: values.voiceUsers });
  }
  return found;
}

function isPublic({ isPrivate, isDeleted }: Channel): boolean {
  return isPrivate !== true && !isDeleted;
}

function hasAny({ people, messages, voiceHours }: CardChannel): boolean {
  return [people, messages, voiceHours].some((value) => typeof value === 'number' && value > 0);
}
