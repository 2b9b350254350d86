import { expect, test } from 'vitest';
import { normalDomain } from '../../../src/bot/input/link-domain.ts';

test.each([
  ['example.org', 'example.org'],
  [' WWW.Example.ORG. ', 'www.example.org'],
  ['münchen.de', 'xn--mnchen-3ya.de'],
  ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
])('%j is the domain %s', (text, domain) => {
  expect(normalDomain(text)).toBe(domain);
});

test.each([
  '',
  'example',
  'https://example.org',
  'example.org/soup',
  'a b.org',
  '10.0.0.1',
  '-a.org',
  'a..org',
  '@example.org',
  'example.org:80',
  'other',
  `${'a'.repeat(61)}.org`,
  'a'.repeat(10_000),
])('%j is no domain', (text) => {
  expect(normalDomain(text)).toBe(null);
});
