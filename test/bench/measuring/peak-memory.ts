import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has had, in bytes. On Linux what `process.resourceUsage()` says of it begins with what
 * the process had from which this one was forked, so it is asked elsewhere there.
 */
export function peakMemoryBytes(): number {
  const kibibytes = peakOfLinux() ?? process.resourceUsage().maxRSS;
  return kibibytes * 1024;
}

function peakOfLinux(): number | null {
  if (process.platform !== 'linux') return null;
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return peak === undefined ? null : Number(peak);
}
