import { isIPv4, isIPv6 } from 'node:net';

/**
 * Whether a request with this Host header is answered: for an IP address, `localhost` and the given names, which are in
 * lower case. A web page can have a browser ask this machine only under a name of its own (DNS rebinding), never under an
 * address. A request without the header does not come from a browser. The port does not matter: it may be forwarded.
 */
export function isAllowedHost(header: string | undefined, names: readonly string[]): boolean {
  if (header === undefined) return true;
  const [, bracketed, bare = ''] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::\d*)?$/.exec(header.toLowerCase()) ?? [];
  if (bracketed !== undefined) return isIPv6(bracketed);
  return isIPv4(bare) || bare === 'localhost' || names.includes(bare);
}
