import { someDispatches, withValueAt } from '../some-dispatches.ts';

/** Frames that the library would fail on or misread, and what is recorded for each. */
export const badFrames: readonly (readonly [frame: string | Uint8Array, refused: string])[] = [
  ['', 'refused d'],
  ['{', 'refused d'],
  ['hello', 'refused d'],
  ['null', 'refused d'],
  ['7', 'refused d'],
  ['[]', 'refused op'],
  ['{}', 'refused op'],
  [new Uint8Array([1, 2, 3]), 'refused d'],
  ['['.repeat(100_000), 'refused d'],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'refused op'],
  ['{"op":null}', 'refused op'],
  ['{"op":"0"}', 'refused op'],
  ['{"op":-1}', 'refused op'],
  ['{"op":1e9}', 'refused op'],
  ['{"op":9}', 'refused d'],
  ['{"op":9,"d":null}', 'refused d'],
  ['{"op":10}', 'refused d'],
  ['{"op":10,"d":null}', 'refused d'],
  ['{"op":10,"d":{}}', 'refused d.heartbeat_interval'],
  ['{"op":10,"d":{"heartbeat_interval":0}}', 'refused d.heartbeat_interval'],
  ['{"op":10,"d":{"heartbeat_interval":1e12}}', 'refused d.heartbeat_interval'],
  ['{"op":10,"d":{"heartbeat_interval":"41250"}}', 'refused d.heartbeat_interval'],
  ['{"op":0}', 'refused t'],
  ['{"op":0,"t":null,"s":9,"d":{}}', 'refused t'],
  ['{"op":0,"t":["READY"],"s":9,"d":{}}', 'refused t'],
  ['{"op":0,"t":"MESSAGE_CREATE","d":{}}', 'refused MESSAGE_CREATE s'],
  ['{"op":0,"t":"MESSAGE_CREATE","s":"12","d":{}}', 'refused MESSAGE_CREATE s'],
  ['{"op":0,"t":"MESSAGE_CREATE","s":1.5,"d":{}}', 'refused MESSAGE_CREATE s'],
  ['{"op":0,"t":"MESSAGE_CREATE","s":-3,"d":{}}', 'refused MESSAGE_CREATE s'],
  [`{"op":0,"t":"MESSAGE_CREATE","s":${2 ** 60},"d":{}}`, 'refused MESSAGE_CREATE s'],
  ['{"op":0,"t":"READY","s":9,"d":null}', 'refused READY d'],
  [readyWith('session_id', null), 'refused READY d.session_id'],
  [readyWith('resume_gateway_url', 7), 'refused READY d.resume_gateway_url'],
  [readyWith('guilds', {}), 'refused READY d.guilds'],
];

function readyWith(path: string, value: unknown): string {
  return JSON.stringify({ op: 0, t: 'READY', s: 9, d: withValueAt(someDispatches.READY, path, value) });
}
