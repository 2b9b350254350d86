import { type Context, Hono } from 'hono';
import type { Channel } from '../entities.ts';
import type { Message } from '../message.ts';
import { accessibleChannel, mayReadHistory, requireSend } from '../rest/access.ts';
import { ApiError, faults, invalidForm } from '../rest/api-error.ts';
import { changesBy, writtenBy } from '../rest/form/message-form.ts';
import { type Fields, type MessageBody, readMessageBody } from '../rest/message-body.ts';
import { messageJson } from '../rest/message-json.ts';
import type { RestServices } from '../rest/rest-services.ts';

/** The history of channels, and the bot's messages. */
export function messageRoutes({ world, messages, settings }: RestServices): Hono {
  const routes = new Hono();
  const channelOf = (context: Context) => accessibleChannel(world, context.req.param('channel') ?? '');
  const jsonOf = (channel: Channel) => (message: Message) => {
    const { messageContent } = settings.privilegedIntents;
    return messageJson(message, channel, (read) => messageContent || messages.isForBot(channel, read));
  };
  const messageOf = (channel: Channel, context: Context) => {
    const message = channel.history.get(context.req.param('message') ?? '');
    if (!message) throw new ApiError(faults.unknownMessage);
    return message;
  };
  const ownMessageOf = (channel: Channel, context: Context) => {
    const message = messageOf(channel, context);
    if (message.author.id !== world.bot.id) throw new ApiError(faults.foreignMessage);
    return message;
  };

  routes.get('/:channel/messages', (context) => {
    const channel = channelOf(context);
    const page = mayReadHistory(world, channel) ? channel.history.page(historyQuery(context)) : [];
    return jsonText(`[${page.map(jsonOf(channel)).join(',')}]`);
  });
  routes.get('/:channel/messages/:message', (context) => {
    const channel = channelOf(context);
    return jsonText(jsonOf(channel)(messageOf(channel, context)));
  });
  routes.post('/:channel/messages', async (context) => {
    const channel = channelOf(context);
    const body = await readMessageBody(context.req.raw, settings.uploadLimitBytes);
    requireSend(world, channel, needsOf(body));
    const { content, draft } = writtenBy(world, channel, body);
    const repliesToId = repliedTo(channel, body.payload);
    return jsonText(jsonOf(channel)(messages.post(channel, world.bot, content, { ...draft, repliesToId })));
  });
  routes.patch('/:channel/messages/:message', async (context) => {
    const channel = channelOf(context);
    const message = ownMessageOf(channel, context);
    const body = await readMessageBody(context.req.raw, settings.uploadLimitBytes);
    requireSend(world, channel, needsOf(body));
    messages.edit(channel, message, changesBy(world, channel, message, body));
    return jsonText(jsonOf(channel)(message));
  });
  routes.delete('/:channel/messages/:message', (context) => {
    const channel = channelOf(context);
    messages.delete(channel, ownMessageOf(channel, context));
    return context.body(null, 204);
  });
  return routes;
}

/** A message is JSON text already, so it is not parsed to be sent. */
export function jsonText(json: string): Response {
  return new Response(json, { headers: { 'content-type': 'application/json' } });
}

function historyQuery(context: Context) {
  const { before, after, around, limit = '50' } = context.req.query();
  const messages = Number(limit);
  if (!Number.isInteger(messages) || messages < 1 || messages > 100) {
    throw invalidForm('limit', 'int value should be between 1 and 100.');
  }
  return { before, after, around, limit: messages };
}

function needsOf({ payload, files }: MessageBody) {
  return { files: files.size > 0, embeds: Array.isArray(payload.embeds) && payload.embeds.length > 0 };
}

/** The message that a new one replies to, if it still exists. */
function repliedTo(channel: Channel, { message_reference: reference }: Fields): string | null {
  const { message_id: id, fail_if_not_exists: mustExist = true } = (reference ?? {}) as Fields;
  if (typeof id !== 'string') return null;
  if (channel.history.get(id)) return id;
  if (mustExist) throw invalidForm('message_reference', 'Unknown message');
  return null;
}
