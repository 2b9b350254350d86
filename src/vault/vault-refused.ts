/**
 * The vault cannot be used as it is, and nothing is counted until somebody has looked at it. The message says what
 * is wrong and what to do; it holds neither an id nor a secret.
 */
export class VaultRefused extends Error {
  override readonly name = 'VaultRefused';
}
