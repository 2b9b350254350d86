import { type ApiError, invalidForm } from '../api-error.ts';
import type { Fields } from '../message-body.ts';

/** An object of a form. @throws {ApiError} for anything else. */
export function objectIn(value: unknown, path: string): Fields {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Fields;
  throw invalidForm(path, 'Only dictionaries may be used in a ModelType', 'MODEL_TYPE_CONVERT');
}

/**
 * The text of a field; undefined if there is none.
 *
 * @throws {ApiError} if it is no text, or longer than allowed.
 */
export function textIn(value: unknown, path: string, longest: number): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') {
    throw invalidForm(path, `Could not interpret "${String(value)}" as string.`, 'STRING_TYPE_CONVERT');
  }
  if (value.length > longest) throw invalidForm(path, tooLong(longest), 'BASE_TYPE_MAX_LENGTH');
  return value;
}

/** The same, for a field that must have a text. */
export function requiredTextIn(value: unknown, path: string, longest: number): string {
  const text = textIn(value, path, longest);
  if (!text) throw required(path);
  return text;
}

/** A list of at most `most` values; undefined if there is none. Null counts as empty. */
export function listIn(value: unknown, path: string, most: number): readonly unknown[] | undefined {
  if (value === undefined) return undefined;
  const list = value ?? [];
  if (!Array.isArray(list)) throw invalidForm(path, 'Only list-like values are allowed.', 'LIST_TYPE_CONVERT');
  if (list.length > most) throw invalidForm(path, tooLong(most), 'BASE_TYPE_MAX_LENGTH');
  return list;
}

/** The same, for a list that must have something in it. */
export function filledListIn(value: unknown, path: string, most: number): readonly unknown[] {
  const list = listIn(value, path, Number.POSITIVE_INFINITY);
  if (list === undefined) throw required(path);
  if (list.length >= 1 && list.length <= most) return list;
  throw invalidForm(path, `Must be between 1 and ${most} in length.`, 'BASE_TYPE_BAD_LENGTH');
}

export function checkNumber(value: unknown, path: string, least: number, most: number): void {
  if (value === undefined || value === null) return;
  if (!Number.isInteger(value)) throw invalidForm(path, `Value "${value}" is not int.`, 'NUMBER_TYPE_COERCE');
  const number = Number(value);
  if (number > most) throw invalidForm(path, `int value should be less than or equal to ${most}.`, 'NUMBER_TYPE_MAX');
  if (number < least) {
    throw invalidForm(path, `int value should be greater than or equal to ${least}.`, 'NUMBER_TYPE_MIN');
  }
}

export function required(path: string): ApiError {
  return invalidForm(path, 'This field is required', 'BASE_TYPE_REQUIRED');
}

function tooLong(most: number): string {
  return `Must be ${most} or fewer in length.`;
}
