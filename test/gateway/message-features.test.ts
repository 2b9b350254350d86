import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { messageFeatures } from '../../src/gateway/message-features.ts';
import { nonsense } from './some-dispatches.ts';

const [guildId, channelId, thread] = ['310000000000000001', '510000000000000001', '530000000000000001'];
const [alice, bob, role] = ['110000000000000001', '110000000000000002', '610000000000000001'];
const place = { guildId, channelId, linkDomains: [] as readonly string[], readsContent: true };
const writtenMs = Date.UTC(2018, 2, 5, 10);
const earlier = firstSnowflakeAt(writtenMs - 90_000);

/** A message by Alice with these fields. */
function written(fields: object = {}) {
  return {
    id: firstSnowflakeAt(writtenMs),
    type: 0,
    author: { id: alice },
    content: 'soup',
    attachments: [],
    ...fields,
  };
}

const toBob = {
  type: 19,
  message_reference: { type: 0, message_id: earlier, channel_id: channelId, guild_id: guildId },
  referenced_message: { id: earlier, type: 0, author: { id: bob } },
  mentions: [{ id: bob, member: { roles: [role] } }],
};

function featuresOf(fields: object, linkDomains: readonly string[] = [], readsContent = true) {
  return messageFeatures(written(fields), { ...place, linkDomains, readsContent });
}

describe('a message', () => {
  it.each([
    ['with only a text', {}],
    ['with an embed', { embeds: [{ url: 'https://example.org' }] }],
    ['that is malformed', { sticker_items: 'none', attachments: null, content: 7 }],
  ])('%s has nothing more to count', (_what, fields) => {
    expect(featuresOf(fields)).toBe(undefined);
  });

  it.each([
    ['reply', toBob],
    ['reply', { type: 19, message_reference: { message_id: earlier } }],
    ['sticker', { sticker_items: [{ id: '1', name: 'ladle', format_type: 1 }] }],
    ['voice_message', { flags: 1 << 13 }],
    ['forward', { flags: 1 << 14 }],
    ['forward', { message_reference: { type: 1, message_id: earlier } }],
    ['poll', { poll: { question: { text: 'soup?' } } }],
    ['link', { content: 'see HTTPS://example.org/soup.' }],
  ])('is counted as %s', (kind, fields) => {
    expect(featuresOf(fields)?.kinds).toEqual([kind]);
  });

  it('may be of several kinds', () => {
    const fields = { ...toBob, sticker_items: [{}], content: '<http://example.org>', flags: 1 << 12 };
    expect(featuresOf(fields)?.kinds).toEqual(['reply', 'sticker', 'link']);
  });

  it('has its files by class', () => {
    const types = ['image/png', 'video/mp4', 'audio/ogg; codecs=opus', 'text/plain', undefined, 'imagery/png', 7];
    const attachments = [...types.map((content_type) => ({ content_type })), null, 'a file'];
    const expected = ['image', 'video', 'audio', 'other', 'other', 'other', 'other'];
    expect(featuresOf({ attachments })?.attachments).toEqual(expected);
  });

  it('without content from Discord has no links, files and polls, even if this one has content', () => {
    const content = { content: '@Census https://example.org', attachments: [{ content_type: 'image/png' }], poll: {} };
    expect(featuresOf(content, [], false)).toBe(undefined);
    expect(featuresOf({ ...content, sticker_items: [{}] }, [], false)).toEqual({
      kinds: ['sticker'],
      attachments: [],
      linkDomains: [],
      answered: null,
    });
  });

  it('is counted whatever its optional fields contain', () => {
    const fields = [
      'message_reference',
      'referenced_message',
      'mentions',
      'sticker_items',
      'attachments',
      'poll',
      'content',
    ];
    for (const field of fields) {
      for (const value of Object.values(nonsense)) {
        expect(() => featuresOf({ ...toBob, [field]: value }), `${field}: ${value}`).not.toThrow();
      }
    }
  });
});

describe('an answer', () => {
  it("has the age of another person's message as its delay", () => {
    expect(featuresOf(toBob)?.answered).toEqual({
      channelId,
      person: expect.anything(),
      roleIds: [role],
      delayMs: 90_000,
    });
  });

  it('has no roles if Discord sends none', () => {
    expect(featuresOf({ ...toBob, mentions: [] })?.answered?.roleIds).toBe(null);
    expect(featuresOf({ ...toBob, mentions: [{ id: bob }] })?.answered?.roleIds).toBe(null);
  });

  it('to a message that seems to be newer has no delay', () => {
    const message_reference = { message_id: firstSnowflakeAt(writtenMs + 5) };
    expect(featuresOf({ ...toBob, message_reference })?.answered?.delayMs).toBe(0);
  });

  it.each([
    ['of the same person', { referenced_message: { type: 0, author: { id: alice } } }],
    ['of an app', { referenced_message: { type: 0, author: { id: bob, bot: true } } }],
    ['of a webhook', { referenced_message: { type: 0, author: { id: bob }, webhook_id: bob } }],
    ['of Discord itself', { referenced_message: { type: 7, author: { id: bob } } }],
    ['that was deleted', { referenced_message: null }],
    ['of another server', { message_reference: { message_id: earlier, guild_id: thread } }],
    ['that is not named', { message_reference: { channel_id: channelId } }],
  ])('to a message %s is counted as a reply, without a delay', (_what, fields) => {
    const features = featuresOf({ ...toBob, ...fields });
    expect(features?.kinds).toEqual(['reply']);
    expect(features?.answered).toBe(null);
  });
});

describe('a link', () => {
  const domains = ['example.org', 'docs.example.org', 'xn--mnchen-3ya.de'];

  it.each([
    ['https://example.org', ['example.org']],
    ['https://www.example.org/soup', ['example.org']],
    ['https://a.docs.example.org', ['docs.example.org']],
    ['https://EXAMPLE.org:8080/?q=1#top', ['example.org']],
    ['http://me:secret@example.org/', ['example.org']],
    ['https://notexample.org', ['other']],
    ['https://example.org.evil.net', ['other']],
    ['https://münchen.de/', ['xn--mnchen-3ya.de']],
    ['[soup](https://example.org) ||https://docs.example.org||', ['example.org', 'docs.example.org']],
    ['https://a.net https://b.net', ['other']],
    ['https://example.org, https://example.org.', ['example.org']],
    ['http://localhost', ['other']],
    [`https://${'a.'.repeat(2_000)}org`, ['other']],
  ])('%j links to %j', (content, expected) => {
    expect(featuresOf({ content }, domains)?.linkDomains).toEqual(expected);
  });

  it.each(['ftp://example.org', 'example.org', 'https://', 'https:// soup', 'https://...'])(
    '%j is not a link',
    (content) => {
      expect(featuresOf({ content }, domains)).toBe(undefined);
    },
  );

  it('is found in a text of dots', () => {
    expect(featuresOf({ content: `https://${'.'.repeat(19_990)}a` }, domains)?.linkDomains).toEqual(['other']);
  });

  it('has the host that a browser would request', () => {
    const aPath = fc.constantFrom('', '/', '/soup', ':8080/', '?of=soup', '#soup', '/@other.net');
    fc.assert(
      fc.property(fc.domain(), fc.domain(), fc.constantFrom('http', 'HTTPS'), aPath, (host, other, scheme, path) => {
        const url = `${scheme}://${host}${path}`;
        const { hostname } = new URL(url);
        const isThere = hostname === other || hostname.endsWith(`.${other}`);
        expect(featuresOf({ content: `look at ${url} !` }, [other])?.linkDomains).toEqual([isThere ? other : 'other']);
        const parent = hostname.slice(hostname.indexOf('.') + 1);
        expect(featuresOf({ content: `<${url}>` }, [parent])?.linkDomains).toEqual([parent]);
      }),
    );
  });
});
