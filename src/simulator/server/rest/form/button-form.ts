import { ButtonStyle } from '@discordjs/core';
import { invalidForm } from '../api-error.ts';
import type { Fields } from '../message-body.ts';
import { checkNumber, objectIn, required, requiredTextIn, textIn } from './form-field.ts';
import { pageUrl } from './shown-files.ts';

const longestLabel = 80;
const longestCustomId = 100;
const longestUrl = 512;

/** @throws {ApiError} if Discord refuses the button (Discord API reference, "Button Structure"). */
export function checkButton(button: Fields, path: string): void {
  const { style, label, emoji, custom_id: customId, url } = button;
  if (style === undefined) throw required(`${path}.style`);
  checkNumber(style, `${path}.style`, ButtonStyle.Primary, ButtonStyle.Premium);
  if (style === ButtonStyle.Premium) throw invalidForm(path, 'Premium buttons are not imitated.');
  textIn(label, `${path}.label`, longestLabel);
  if (emoji !== undefined && emoji !== null) checkEmoji(objectIn(emoji, `${path}.emoji`), `${path}.emoji`);
  if (!label && !emoji) throw required(`${path}.label`);

  const isLink = style === ButtonStyle.Link;
  if (customId !== undefined && url !== undefined) {
    const message = 'A custom id and url cannot both be specified';
    throw invalidForm(`${path}.custom_id`, message, 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE');
  }
  if (isLink) pageUrl(requiredTextIn(url, `${path}.url`, longestUrl), `${path}.url`);
  else if (!textIn(customId, `${path}.custom_id`, longestCustomId)) {
    throw invalidForm(`${path}.custom_id`, 'A custom id is required', 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED');
  }
}

function checkEmoji({ id, name }: Fields, path: string): void {
  if (!id && (typeof name !== 'string' || name === '')) throw required(`${path}.name`);
}
