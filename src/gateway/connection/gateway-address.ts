/**
 * Whether an address may receive the bot's token: it is the gateway that Discord's API names, or a host in the same
 * domain, such as `gateway-us-east1-b.discord.gg` next to `gateway.discord.gg`. Addresses from READY and from the
 * database are not trusted without this check.
 *
 * @param general The address that the API named.
 */
export function isBesideGateway(address: string, general: string): boolean {
  if (address === general) return true;
  if (!URL.canParse(address) || !URL.canParse(general)) return false;
  const [given, known] = [new URL(address), new URL(general)];
  if (given.username !== '' || given.password !== '') return false;
  if (isLoopback(known.hostname)) return isLoopback(given.hostname) && ['ws:', 'wss:'].includes(given.protocol);
  if (given.protocol !== 'wss:' || given.port !== known.port) return false;
  return given.hostname === known.hostname || given.hostname.endsWith(`.${domainAround(known.hostname)}`);
}

/** Whether the API may name this address: an encrypted WebSocket, or one that does not leave this machine. */
export function isGatewayOfApi(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol === 'wss:') return true;
  return protocol === 'ws:' && isLoopback(hostname) && isLoopback(new URL(apiUrl).hostname);
}

/** The host without its first label, or the whole host where the rest would be a public suffix. */
function domainAround(hostname: string): string {
  const labels = hostname.split('.');
  const isNumeric = /^[\d.]+$/.test(hostname);
  return labels.length < 3 || isNumeric ? hostname : labels.slice(1).join('.');
}

function isLoopback(hostname: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
