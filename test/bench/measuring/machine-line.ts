import { cpus, loadavg, totalmem } from 'node:os';

/** On what is measured, and how busy it is already. */
export function machineLine(): string {
  const [first, ...others] = cpus();
  const load = loadavg().map((share) => share.toFixed(2));
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const cores = `${1 + others.length} cores, ${first?.model.trim() ?? 'an unknown processor'}`;
  return `${cores} · ${memory} · Node ${process.version} · load ${load.join(' ')}`;
}
