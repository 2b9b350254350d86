/**
 * The size that an array by member number needs for the first `length` of `members`: `size` if they have room, else a
 * power of two, because numbers are drawn from below one.
 */
export function roomForMembers(members: Uint32Array, length: number, size: number): number {
  let greatest = -1;
  for (let index = 0; index < length; index += 1) greatest = Math.max(greatest, members[index] as number);
  return greatest < size ? size : 2 ** Math.ceil(Math.log2(greatest + 1));
}
