import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../project-root.ts';

/** Statements and connections are dropped unclosed and collected, as an idle process does it over hours. */
const dropping = `
  import Database from 'better-sqlite3';
  import { isMainThread, Worker } from 'node:worker_threads';
  for (let round = 0; round < 20; round++) {
    const connection = new Database(':memory:');
    for (let nth = 0; nth < 200; nth++) connection.prepare('select ' + nth).pluck().get();
    if (round % 2 === 0) connection.close();
    await new Promise((turn) => setImmediate(turn));
    globalThis.gc();
  }
  if (isMainThread) {
    await Promise.all([1, 2].map(() => new Promise((resolve, reject) => {
      const worker = new Worker(process.env.WORKER, { eval: true });
      worker.once('error', reject).once('exit', resolve);
    })));
  }
  console.log('done');
`;

/** The same in a thread, which ends with statements that nothing refers to any more. */
const inThread = `
  import Database from 'better-sqlite3';
  const connection = new Database(':memory:');
  for (let nth = 0; nth < 2000; nth++) connection.prepare('select ' + nth).pluck().get();
`;

describe('the native code of SQLite', () => {
  it('outlives statements that are collected, in the process and in threads, on this version of Node', async () => {
    const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', dropping], {
      cwd: projectRoot,
      env: { WORKER: inThread },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const [code, signal] = await once(child, 'exit');
    expect({ code, signal, output }).toEqual({ code: 0, signal: null, output: 'done\n' });
  });
});
