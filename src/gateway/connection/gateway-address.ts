/**
 * Whether an address may have the bot's token: it is that of the gateway that Discord's API names, or one beside it in
 * the same domain, as `gateway-us-east1-b.discord.gg` is beside `gateway.discord.gg`. READY and the database name addresses
 * too, and are not believed.
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

/** Whether the API may name this address: a WebSocket that is encrypted, or does not leave this machine. */
export function isGatewayOfApi(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol === 'wss:') return true;
  return protocol === 'ws:' && isLoopback(hostname) && isLoopback(new URL(apiUrl).hostname);
}

/** The host without its first label; the host itself where that would leave a domain that anyone may register under. */
function domainAround(hostname: string): string {
  const labels = hostname.split('.');
  const isNumeric = /^[\d.]+$/.test(hostname);
  return labels.length < 3 || isNumeric ? hostname : labels.slice(1).join('.');
}

function isLoopback(hostname: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
