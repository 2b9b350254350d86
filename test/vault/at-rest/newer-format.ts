import { crc32 } from 'node:zlib';

const headerBytes = 64;

/** Gives a file of the vault the next format number, as a newer Census would. */
export function newerFormat(file: Buffer): Buffer {
  const newer = Buffer.from(file);
  newer.writeUInt32BE(newer.readUInt32BE(12) + 1, 12);
  newer.writeUInt32BE(crc32(newer.subarray(0, headerBytes - 4)), headerBytes - 4);
  return newer;
}
