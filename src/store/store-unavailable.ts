/** The disk or the database refused. The message says why and what to do, without an id. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
