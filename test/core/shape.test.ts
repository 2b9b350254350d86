import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { either, flag, integer, leaf, list, nullable, optional, record, text } from '../../src/core/shape.ts';

const shape = record({
  id: text(5, 1),
  size: integer(0, 10),
  isOn: optional(flag),
  parent: nullable(record({ id: text(5) })),
  rows: list(record({ cells: list(integer(-1, 1)) })),
});

const good = { id: 'a', size: 3, parent: null, rows: [{ cells: [0, 1] }, { cells: [] }] };

describe('a shape', () => {
  it('accepts declared fields and ignores all others', () => {
    expect(shape.faultIn(good)).toBe(null);
    expect(shape.faultIn({ ...good, isOn: true, parent: { id: '' }, more: [{}] })).toBe(null);
  });

  it.each([
    ['', null],
    ['', 'a text'],
    ['', undefined],
    ['id', { ...good, id: undefined }],
    ['id', { ...good, id: '' }],
    ['id', { ...good, id: 'longer' }],
    ['id', { ...good, id: ['a'] }],
    ['size', { ...good, size: null }],
    ['size', { ...good, size: '3' }],
    ['size', { ...good, size: 1.5 }],
    ['size', { ...good, size: -1 }],
    ['size', { ...good, size: 11 }],
    ['size', { ...good, size: Number.NaN }],
    ['isOn', { ...good, isOn: null }],
    ['isOn', { ...good, isOn: 'true' }],
    ['parent', { ...good, parent: undefined }],
    ['parent', { ...good, parent: 7 }],
    ['parent.id', { ...good, parent: {} }],
    ['rows', { ...good, rows: {} }],
    ['rows', { ...good, rows: { length: 1, 0: { cells: [] } } }],
    ['rows[]', { ...good, rows: [{ cells: [] }, null] }],
    ['rows[].cells', { ...good, rows: [{}] }],
    ['rows[].cells[]', { ...good, rows: [{ cells: [0, 2] }] }],
  ])('names %j as the invalid field', (field, value) => {
    expect(shape.faultIn(value)).toBe(field);
    expect(shape.paths).toContain(field);
  });

  it('lets the value choose between two shapes', () => {
    const one = either(
      (value) => Object(value).off === true,
      record({ off: leaf<true>((off) => off === true) }),
      shape,
    );
    expect(one.faultIn({ off: true })).toBe(null);
    expect(one.faultIn({ off: false })).toBe('id');
    expect(one.paths).toEqual(['', 'off', ...shape.paths.slice(1)]);
  });

  it('never throws, and never shows a value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect([null, ...shape.paths]).toContain(shape.faultIn(value));
        expect([null, ...shape.paths]).toContain(shape.faultIn({ ...good, rows: value }));
      }),
    );
  });
});
