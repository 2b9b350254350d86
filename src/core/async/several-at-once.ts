/**
 * Calls `work` for each thing, a few at once. After a failure nothing new is begun; it rejects with the first error when
 * what was begun has ended.
 */
export async function severalAtOnce<Thing>(
  things: Iterable<Thing>,
  most: number,
  work: (thing: Thing) => Promise<void>,
): Promise<void> {
  const waiting = things[Symbol.iterator]();
  const failures: unknown[] = [];
  const take = async (): Promise<void> => {
    for (let next = waiting.next(); !next.done && failures.length === 0; next = waiting.next()) {
      await work(next.value).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: most }, take));
  if (failures.length > 0) throw failures[0];
}
