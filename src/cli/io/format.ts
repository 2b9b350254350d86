import { dayMs, hourMs, isoDay } from '../../core/time.ts';

/** `2 d 3 h`, `15 h 50 min`, `12 s`: a duration in its two largest units. */
export function duration(ms: number): string {
  const units = [
    `${Math.floor(ms / dayMs)} d`,
    `${Math.floor(ms / hourMs) % 24} h`,
    `${Math.floor(ms / 60_000) % 60} min`,
    `${Math.floor(ms / 1000) % 60} s`,
  ];
  const first = units.findIndex((unit) => !unit.startsWith('0'));
  if (first === -1) return '0 s';
  return units
    .slice(first, first + 2)
    .filter((unit) => !unit.startsWith('0'))
    .join(' ');
}

/** `2026-03-14 02:10:05`, in UTC. */
export function instantText(timeMs: number): string {
  return `${isoDay(timeMs / hourMs)} ${new Date(timeMs).toISOString().slice(11, 19)}`;
}

/** `97 %`, rounded down. Only nothing is shown as 0 %, and only everything as 100 %. */
export function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : part / whole;
  if (share > 0 && share < 0.01) return 'less than 1 %';
  return `${Math.floor(share * 100)} %`;
}

/** `1 member`, `4,120 members`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** The first `most` of a list, and how many more there are. */
export function some(words: readonly string[], most = 20): string {
  const others = words.length - most;
  return [...words.slice(0, most), ...(others > 0 ? [`${others} more`] : [])].join(', ');
}

/** Removes control characters from a name, because they could steer a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
