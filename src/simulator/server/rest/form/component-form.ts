import { ComponentType as Type } from '@discordjs/core';
import { invalidForm } from '../api-error.ts';
import type { Fields } from '../message-body.ts';
import { checkButton } from './button-form.ts';
import { idsIn, withIds } from './component-ids.ts';
import { checkNumber, filledListIn, listIn, objectIn, required, requiredTextIn, textIn } from './form-field.ts';
import type { ShownFiles } from './shown-files.ts';

const mostRows = 5;
const mostInRow = 5;
const mostComponents = 40;
const longestText = 4000;
const longestDescription = 1024;
const greatestId = 2 ** 31 - 1;

const selects: readonly Type[] = [
  Type.StringSelect,
  Type.UserSelect,
  Type.RoleSelect,
  Type.MentionableSelect,
  Type.ChannelSelect,
];
const inRow: readonly Type[] = [Type.Button, ...selects];
const inContainer: readonly Type[] = [
  Type.ActionRow,
  Type.Section,
  Type.TextDisplay,
  Type.MediaGallery,
  Type.File,
  Type.Separator,
];

/**
 * The components of a message as Discord keeps them; undefined if the request has none.
 *
 * @param isV2 whether the request says that the message has components only (the flag `IS_COMPONENTS_V2`).
 * @throws {ApiError} if they exceed Discord's limits (Discord API reference, "Component Reference").
 */
export function componentsOf(
  { components: given }: Fields,
  isV2: boolean,
  files: ShownFiles,
): readonly Fields[] | undefined {
  const listed = listIn(given, 'components', isV2 ? mostComponents : mostRows);
  if (!listed) return undefined;
  const allowed = isV2 ? [...inContainer, Type.Container] : [Type.ActionRow];
  const form = new ComponentForm(files);
  const components = form.all(listed, 'components', allowed);
  form.checkSum();
  return withIds(components);
}

/** Checks the components of one message, and what they are together. */
class ComponentForm {
  readonly #files: ShownFiles;
  readonly #customIds = new Set<string>();
  readonly #ids = new Set<number>();
  #count = 0;
  #textLength = 0;

  constructor(files: ShownFiles) {
    this.#files = files;
  }

  all(values: readonly unknown[], path: string, allowed: readonly Type[]): readonly Fields[] {
    return values.map((value, index) => this.#one(value, `${path}.${index}`, allowed));
  }

  /** Call it when all are checked. */
  checkSum(): void {
    if (this.#count > mostComponents) {
      throw invalidForm('components', `Must be ${mostComponents} or fewer in length.`, 'BASE_TYPE_MAX_LENGTH');
    }
    if (this.#textLength > longestText) {
      const message = `Components displayable text size exceeds maximum size of ${longestText}`;
      throw invalidForm('components', message, 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED');
    }
  }

  #one(value: unknown, path: string, allowed: readonly Type[]): Fields {
    const component = objectIn(value, path);
    const type = allowed.find((one) => one === component.type);
    if (type === undefined) {
      const types = allowed.length === 1 ? `${allowed[0]},` : allowed.toSorted((one, other) => one - other).join(', ');
      throw invalidForm(path, `Value of field "type" must be one of (${types}).`, 'UNION_TYPE_CHOICES');
    }
    this.#count += 1;
    this.#checkIds(component, path);
    return this.#checked(type, component, path);
  }

  #checked(type: Type, component: Fields, path: string): Fields {
    switch (type) {
      case Type.ActionRow:
        return { ...component, components: this.#inner(component, path, inRow, mostInRow) };
      case Type.Button:
        checkButton(component, path);
        return component;
      case Type.Container:
        checkNumber(component.accent_color, `${path}.accent_color`, 0, 0xff_ff_ff);
        return { ...component, components: this.#inner(component, path, inContainer, mostComponents) };
      case Type.Section:
        return this.#section(component, path);
      case Type.TextDisplay:
        this.#textLength += requiredTextIn(component.content, `${path}.content`, longestText).length;
        return component;
      case Type.Thumbnail:
        return this.#described(component, path);
      case Type.MediaGallery:
        return { ...component, items: this.#items(component, path) };
      case Type.File:
        return { ...component, ...this.#files.uploaded(component.file, `${path}.file`) };
      case Type.Separator:
        checkNumber(component.spacing, `${path}.spacing`, 1, 2);
        return { divider: true, spacing: 1, ...component };
      default:
        throw invalidForm(path, 'Select menus are not imitated.');
    }
  }

  #inner({ components }: Fields, path: string, allowed: readonly Type[], most: number): readonly Fields[] {
    return this.all(filledListIn(components, `${path}.components`, most), `${path}.components`, allowed);
  }

  #section(section: Fields, path: string): Fields {
    if (section.accessory === undefined || section.accessory === null) throw required(`${path}.accessory`);
    const components = this.#inner(section, path, [Type.TextDisplay], 3);
    const accessory = this.#one(section.accessory, `${path}.accessory`, [Type.Button, Type.Thumbnail]);
    return { ...section, components, accessory };
  }

  #items({ items }: Fields, path: string): readonly Fields[] {
    return filledListIn(items, `${path}.items`, 10).map((item, index) =>
      this.#described(objectIn(item, `${path}.items.${index}`), `${path}.items.${index}`),
    );
  }

  /** A picture with its alternative text. */
  #described(item: Fields, path: string): Fields {
    textIn(item.description, `${path}.description`, longestDescription);
    return { ...item, media: this.#files.media(item.media, `${path}.media`) };
  }

  #checkIds(component: Fields, path: string): void {
    const { id, custom_id: customId } = component;
    checkNumber(id, `${path}.id`, 0, greatestId);
    for (const own of idsIn({ id })) {
      if (this.#ids.has(own)) throw invalidForm(`${path}.id`, 'Component id cannot be duplicated');
      this.#ids.add(own);
    }
    if (typeof customId !== 'string') return;
    if (this.#customIds.has(customId)) {
      const message = 'Component custom id cannot be duplicated';
      throw invalidForm(`${path}.custom_id`, message, 'COMPONENT_CUSTOM_ID_DUPLICATED');
    }
    this.#customIds.add(customId);
  }
}
