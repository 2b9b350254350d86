import { type APIEmbed, EmbedBuilder } from 'discord.js';

export const censusPink = 0xd33682;

/** A list of facts, such as a guild's settings. */
export function factsEmbed(title: string, facts: Readonly<Record<string, string>>): APIEmbed {
  return new EmbedBuilder()
    .setColor(censusPink)
    .setTitle(title)
    .addFields(Object.entries(facts).map(([name, value]) => ({ name, value })))
    .toJSON();
}
