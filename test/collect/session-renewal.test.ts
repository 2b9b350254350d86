import { expect, it } from 'vitest';
import { SessionRenewal } from '../../src/collect/session-renewal.ts';

/** What a lane does about its session; `at` sets the clock. */
function aRenewal() {
  const done: string[] = [];
  let nowMs = 0;
  const renewal = new SessionRenewal({
    clock: { now: () => nowMs },
    collector: { skip: (fromMs, toMs) => void done.push(`skip ${fromMs} to ${toMs}`) },
    renew: () => done.push('renew'),
  });
  const at = (timeMs: number) => {
    nowMs = timeMs;
    return renewal;
  };
  return { renewal, at, done };
}

it('if it becomes unknown who is in voice, voice is skipped until a new session', () => {
  const { at, done } = aRenewal();
  at(1).join();
  at(5).learnVoice();
  at(9).learnVoice();
  expect(done).toEqual(['skip 5 to 5', 'renew', 'skip 9 to 9', 'renew']);
});

it('before the gateway is joined it waits, and then skips the time since voice became unknown', () => {
  const { at, done } = aRenewal();
  at(5).learnVoice();
  at(7).learnVoice();
  expect(done).toEqual([]);
  at(9).join();
  expect(done).toEqual(['skip 5 to 9', 'renew']);
});

it('a gateway that is joined while voice is known keeps its session', () => {
  const { at, done } = aRenewal();
  at(1).join();
  expect(done).toEqual([]);
});

it('apps are requested once in a session of an earlier process, and not in a new session', () => {
  const resumed = aRenewal();
  resumed.renewal.learnApps();
  resumed.at(1).join();
  resumed.renewal.learnApps();
  resumed.renewal.learnApps();
  expect(resumed.done).toEqual(['renew']);

  const fresh = aRenewal();
  fresh.at(1).join();
  fresh.renewal.noteSession();
  fresh.renewal.learnApps();
  expect(fresh.done).toEqual([]);
});
