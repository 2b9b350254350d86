/** What a tortured bot went through, and the result; a sum over any number of scenarios. */
export interface RunStats {
  serverMonths: number;
  eventsSent: number;
  messagesWritten: number;
  messagesCounted: number;
  voiceHours: number;
  joinsAndPartsCounted: number;
  kills: number;
  rotations: number;
  rotationsInterrupted: number;
  gapsShown: number;
  residueBytes: number;
  faults: Record<string, number>;
}

export function newRunStats(): RunStats {
  return {
    serverMonths: 0,
    eventsSent: 0,
    messagesWritten: 0,
    messagesCounted: 0,
    voiceHours: 0,
    joinsAndPartsCounted: 0,
    kills: 0,
    rotations: 0,
    rotationsInterrupted: 0,
    gapsShown: 0,
    residueBytes: 0,
    faults: {},
  };
}

/** Adds figures to a sum. */
export function addRunStats(sum: RunStats, { faults, ...numbers }: RunStats): void {
  for (const [kind, times] of Object.entries(faults)) sum.faults[kind] = (sum.faults[kind] ?? 0) + times;
  for (const name of Object.keys(numbers) as (keyof typeof numbers)[]) sum[name] += numbers[name];
}
