import { domainToASCII } from 'node:url';
import { longestKey } from '../../core/total.ts';
import { Mistake } from '../../render/mistake.ts';
import { quoteInput } from '../../render/quote.ts';

/**
 * A domain as it is compared: in lower case and ASCII, without a dot at its end. Null for what is none, or is too long to be
 * the key of a total.
 */
export function normalDomain(text: string): string | null {
  if (/[/?#@:\\]/.test(text)) return null; // Node takes what comes before these for the domain.
  const domain = domainToASCII(text.trim().slice(0, longestText).replace(/\.$/, ''));
  return domain.length <= longestKey && pattern.test(domain) ? domain : null;
}

/** @throws {Mistake} for what is no domain. */
export function parseLinkDomain(text: string): string {
  const domain = normalDomain(text);
  if (domain !== null) return domain;
  throw new Mistake('domain.notADomain', { text: quoteInput(text) });
}

/** Labels of letters, digits and hyphens, at least two; the last is no number, as it is in an address. */
const pattern = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/** In UTF-16 units. In ASCII a domain is no shorter than in other letters. */
const longestText = 100;
