import { openDataDirectory } from '../app/data-directory.ts';
import { StoreUnavailable, UserError, VaultRefused } from '../core/errors.ts';
import { type Month, monthName, monthOf, startOfMonthMs } from '../core/time.ts';
import { openLane } from '../months/open-lane.ts';
import type { RotationReceipt } from '../months/rotation.ts';
import { SealedSpreads } from '../months/sealed-spreads.ts';
import { SealedTrials } from '../months/sealed-trials.ts';
import { MonthActivities } from '../query/active/month-activities.ts';
import { MonthSpreads } from '../query/month-spreads.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { Lanes } from '../store/lanes.ts';
import { lockVault } from '../vault/at-rest/vault-lock.ts';
import { type OpenedVault, openVault } from '../vault/open-vault.ts';
import type { CliCommand } from './cli-command.ts';
import { type CommandIo, print } from './io/command-io.ts';
import { instantText } from './io/format.ts';
import { openStore } from './open-store.ts';
import { countedDataOption, dataHelp, parseArguments } from './options.ts';

/** Closes months without the bot and without Discord. */
export const seal: CliCommand = {
  usage: `Usage: npm run seal -- [--data DIR] [--now]

A bot closes every month by itself, also one that ended while it was off, as soon as it is started. This does the
same, by this machine's clock, for a bot that is not to be started again: the salt and the hashes of every month that
is over are destroyed. The running month stays open. Run this again after the month's end, or close it at once with
--now.

  ${dataHelp};
                the bot must not be running
  --now         close the running month too, for a bot that is taken out of service. A closed month is never opened
                again: a bot that is started again counts only from the next month on`,
  async run(args, io) {
    const { values } = parseArguments('seal', {
      args: [...args],
      options: { data: { type: 'string' }, now: { type: 'boolean' } },
    });
    const { now: withRunningMonth = false } = values;
    const directory = openDataDirectory(countedDataOption(values.data, io));
    const lock = lockVault(directory.vault);
    try {
      const lanes = openStore(directory);
      try {
        const vault = await openVault({ directory: directory.vault, lanes, random: io.random });
        try {
          print(io.stderr, ...vault.warnings);
          await sealLanes(lanes, vault, withRunningMonth, io);
        } finally {
          await vault.close();
        }
      } finally {
        await lanes.close();
      }
    } finally {
      lock.close();
    }
    return 0;
  },
};

/**
 * Seals one lane after the other. One that cannot be opened or closed does not keep the others from being sealed.
 *
 * @throws {UserError} if a lane fails; the lane's own error if there is only one.
 */
async function sealLanes(lanes: Lanes, vault: OpenedVault, withRunningMonth: boolean, io: CommandIo): Promise<void> {
  const { stdout, stderr, clock } = io;
  const all = (await lanes.lanes()).map(({ lane }) => lanes.open(lane));
  const receipts: RotationReceipt[] = [];
  const sealed: { readonly store: LaneStore; readonly month: Month }[] = [];
  const refusals: { readonly lane: number; readonly error: Error }[] = [];
  try {
    for (const store of all) {
      try {
        sealed.push({ store, month: await sealLane(store, vault, withRunningMonth, receipts, io) });
      } catch (error) {
        if (!(error instanceof StoreUnavailable || error instanceof VaultRefused) || all.length === 1) throw error;
        refusals.push({ lane: store.lane, error });
      }
    }
  } finally {
    print(stdout, ...sealedLines(receipts));
  }
  if (sealed.length > 0) {
    const months = sealed.map(({ month }) => month);
    print(stdout, ...openLines(months, clock.now()));
  }
  for (const { store, month } of sealed) await sumUp(store, month);
  if (refusals.length === 0) return;
  print(stderr, ...refusals.map(({ lane, error }) => `Shard ${lane}: ${error.message}`));
  throw new UserError(
    `${sealed.length} of ${all.length} shards are done. Fix the others as described, then run it again.`,
  );
}

/** Closes months of a lane that are over, and adds the receipts. Returns the month that is then open. */
async function sealLane(
  store: LaneStore,
  vault: OpenedVault,
  withRunningMonth: boolean,
  receipts: RotationReceipt[],
  { stderr, clock }: CommandIo,
): Promise<Month> {
  const lane = await openLane({ store, vault: vault.lane(store), clock });
  print(stderr, ...lane.warnings);
  receipts.push(...lane.receipts);
  // Opening the lane closes an interrupted month; any other is closed by the clock.
  const next = monthOf(clock.now()) + (withRunningMonth ? 1 : 0);
  if (next > lane.vault.month) receipts.push(await lane.rotation.rotateTo(next));
  return lane.vault.month;
}

async function sumUp(store: LaneStore, openMonth: Month): Promise<void> {
  const { signal } = new AbortController();
  const guildIds = Array.from((await store.checkpoint()).guilds, ({ id }) => id);
  const given = { store, guildIds: () => guildIds, openMonth: () => openMonth, signal };
  await new SealedSpreads({ ...given, spreads: new MonthSpreads(store) }).run();
  await new SealedTrials({ store, activities: new MonthActivities(store), mayOweForget: true, signal }).run();
}

/** A line for each closed month: its members in all lanes, and when its last salt was destroyed. */
function sealedLines(receipts: readonly RotationReceipt[]): readonly string[] {
  const byMonth = new Map<Month, { members: number; destroyedAtMs: number }>();
  for (const { month, members, saltDestroyedAtMs } of receipts) {
    const sum = byMonth.get(month) ?? { members: 0, destroyedAtMs: saltDestroyedAtMs };
    const destroyedAtMs = Math.max(sum.destroyedAtMs, saltDestroyedAtMs);
    byMonth.set(month, { members: sum.members + members, destroyedAtMs });
  }
  return [...byMonth]
    .sort(([one], [other]) => one - other)
    .map(
      ([month, { members, destroyedAtMs }]) =>
        `${monthName(month)}: ${members} members anonymised, salt destroyed ${instantText(destroyedAtMs)} UTC`,
    );
}

/** What is open after sealing. `months` are the open months of the lanes, one or more, in any order. */
function openLines(months: readonly Month[], nowMs: number): readonly string[] {
  const ascending = [...new Set(months)].sort((one, other) => one - other);
  const open = ascending.filter((month) => startOfMonthMs(month) <= nowMs);
  if (open.length === 0) {
    const from = instantText(Math.max(...ascending.map(startOfMonthMs)));
    return [`All months are closed; a bot that is started counts from ${from} UTC on.`];
  }
  return open.map((month) => {
    const end = instantText(startOfMonthMs(month + 1));
    return `${monthName(month)} is open; it can be closed from ${end} UTC on, or at once with --now.`;
  });
}
