import { isIPv4, isIPv6 } from 'node:net';

/** Where to listen: a name or an IP address without brackets, and a port from 1 to 65535. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `127.0.0.1:9464`, `[::1]:9464` or `localhost:9464`; null for anything else. `:9464` is refused: an operator
 * must say explicitly to listen on every network of the machine (`0.0.0.0:9464`, `[::]:9464`).
 */
export function parseListenAddress(text: string): ListenAddress | null {
  const [, bracketed, bare, digits] = /^(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? bare ?? '';
  const port = Number(digits);
  const isHost = bracketed === undefined ? isName(host) : isIPv6(host);
  return isHost && port >= 1 && port <= 65_535 ? { host, port } : null;
}

/** The form that {@link parseListenAddress} reads. */
export function listenAddressText({ host, port }: ListenAddress): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether a text can be a host name, such as `census` or `census.example.org`. */
export function isHostName(text: string): boolean {
  return /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i.test(text);
}

function isName(host: string): boolean {
  return /^[\d.]+$/.test(host) ? isIPv4(host) : isHostName(host);
}
