/**
 * The size that an array by member number needs for the first `length` of `members`: `size` if they have room, else a
 * power of two, because numbers are drawn from below one.
 */
export function roomForMembers(members: Uint32Array, length: number, size: number): number {
  let greatest = -1;
  for (let index = 0; index < length; index += 1) greatest = Math.max(greatest, members[index] as number);
  return greatest < size ? size : 2 ** Math.ceil(Math.log2(greatest + 1));
}

/** An array by member number with room for the first `length` of `members`: `array` itself if they have, else a copy. */
export function withRoomForMembers(
  array: Uint32Array<ArrayBuffer>,
  members: Uint32Array,
  length: number,
): Uint32Array<ArrayBuffer> {
  const size = roomForMembers(members, length, array.length);
  return size === array.length ? array : extended(array, size);
}

/** A longer copy of an array, with 0 behind. */
export function extended(array: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(size);
  longer.set(array);
  return longer;
}
