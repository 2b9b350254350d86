/**
 * Validates a value from outside: a gateway payload, a REST response, JSON in a column. A shape copies and changes
 * nothing. It declares the fields that are used and ignores all others.
 */
export interface Shape<out T> {
  /** Returns the path of the first invalid field, '' for the value itself; null if the value is valid. */
  readonly faultIn: (value: unknown) => string | null;
  /** All paths that {@link faultIn} can return, such as `author.id`, `members[].roles[]` or `resolved.users{}.id`. */
  readonly paths: readonly string[];
  /** For the type checker only; absent at run time. */
  readonly type?: T;
}

/** The type of the values that a shape accepts. */
export type Of<S> = S extends Shape<infer T> ? T : never;

/** Any value. */
export const anything: Shape<unknown> = { faultIn: () => null, paths: [] };

/** True or false. */
export const flag: Shape<boolean> = leaf((value) => typeof value === 'boolean');

/** A string of `shortest` to `longest` UTF-16 units. */
export function text(longest: number, shortest = 0): Shape<string> {
  return leaf((value) => typeof value === 'string' && value.length <= longest && value.length >= shortest);
}

/** A string that matches a pattern. */
export function matching(pattern: RegExp): Shape<string> {
  return leaf((value) => typeof value === 'string' && pattern.test(value));
}

/** An integer from `least` to `greatest`, both included. */
export function integer(least: number, greatest: number): Shape<number> {
  return leaf((value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= greatest);
}

/** A value that may be absent. */
export function optional<T>({ faultIn, paths }: Shape<T>): Shape<T | undefined> {
  return { faultIn: (value) => (value === undefined ? null : faultIn(value)), paths };
}

/** A value that may be null. */
export function nullable<T>({ faultIn, paths }: Shape<T>): Shape<T | null> {
  return { faultIn: (value) => (value === null ? null : faultIn(value)), paths };
}

/** An array. One invalid element makes the whole invalid. */
export function list<T>(element: Shape<T>): Shape<readonly T[]> {
  const { faultIn } = element;
  return {
    faultIn(value) {
      if (!Array.isArray(value)) return '';
      // By index, because a sparse or subclassed array has its own iterator.
      for (let index = 0; index < value.length; index += 1) {
        const fault = faultIn(value[index]);
        if (fault !== null) return joined('[]', fault);
      }
      return null;
    },
    paths: ['', ...element.paths.map((path) => joined('[]', path))],
  };
}

/** An object with arbitrary keys, such as ids. */
export function dictionary<T>(element: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    faultIn(value) {
      if (typeof value !== 'object' || value === null) return '';
      for (const each of Object.values(value)) {
        const fault = element.faultIn(each);
        if (fault !== null) return joined('{}', fault);
      }
      return null;
    },
    paths: ['', ...element.paths.map((path) => joined('{}', path))],
  };
}

/** An object with these fields, and any others. */
export function record<Fields extends AnyFields>(fields: Fields): Shape<RecordOf<Fields>> {
  const names = Object.keys(fields);
  const checks = Object.values(fields).map(({ faultIn }) => faultIn);
  return {
    faultIn(value) {
      if (typeof value !== 'object' || value === null) return '';
      // Runs for every message: a loop over two arrays is twice as fast as entries.
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index] ?? '';
        const fault = checks[index]?.((value as Readonly<Record<string, unknown>>)[name]) ?? null;
        if (fault !== null) return joined(name, fault);
      }
      return null;
    },
    paths: ['', ...Object.entries(fields).flatMap(([name, { paths }]) => paths.map((path) => joined(name, path)))],
  };
}

/** One of two shapes, chosen by the value. */
export function either<A, B>(isFirst: (value: unknown) => boolean, first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return {
    faultIn: (value) => (isFirst(value) ? first : second).faultIn(value),
    paths: [...new Set([...first.paths, ...second.paths])],
  };
}

/** Whether a value has a shape. */
export function fits<T>(shape: Shape<T>, value: unknown): value is T {
  return shape.faultIn(value) === null;
}

/** A value that a predicate accepts. */
export function leaf<T>(accepts: (value: unknown) => boolean): Shape<T> {
  return { faultIn: (value) => (accepts(value) ? null : ''), paths: [''] };
}

type AnyFields = Readonly<Record<string, Shape<unknown>>>;

type OptionalNames<Fields extends AnyFields> = {
  [Name in keyof Fields]: undefined extends Of<Fields[Name]> ? Name : never;
}[keyof Fields];

type Flat<T> = { [Name in keyof T]: T[Name] };

/** The type of a {@link record} with these fields. */
export type RecordOf<Fields extends AnyFields> = Flat<
  { readonly [Name in Exclude<keyof Fields, OptionalNames<Fields>>]: Of<Fields[Name]> } & {
    readonly [Name in OptionalNames<Fields>]?: Exclude<Of<Fields[Name]>, undefined>;
  }
>;

function joined(name: string, rest: string): string {
  return rest === '' || rest.startsWith('[') || rest.startsWith('{') ? name + rest : `${name}.${rest}`;
}
