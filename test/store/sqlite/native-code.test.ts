import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';

/**
 * Drops statements, then idles, so that V8's memory reducer collects them outside of any JavaScript: where better-sqlite3 12
 * aborts the process on Node 24.19 and later. In a real bot that takes eight idle seconds, here a twentieth.
 */
const idling = `
  import Database from 'better-sqlite3';
  import { setTimeout } from 'node:timers/promises';
  const connection = new Database(':memory:');
  let buffers = [];
  for (let round = 0; round < 20; round++) {
    for (let nth = 0; nth < 2000; nth++) connection.prepare('select ' + nth).pluck().get();
    buffers.push(Buffer.alloc(1_000_000));
    await setTimeout(20);
  }
  buffers = [];
  await setTimeout(1_500);
`;

/** Begins a thread that does the same, and ends with statements that nothing refers to any more. */
const thread = `
  import { Worker } from 'node:worker_threads';
  const idling = ${JSON.stringify(idling)};
  await new Promise((resolve, reject) => {
    new Worker(idling, { eval: true }).once('error', reject).once('exit', resolve);
  });
`;

describe('the native code of SQLite, on this version of Node', () => {
  it.each([
    ['the process', idling],
    ['a thread', thread],
  ])('outlives idling in %s', { timeout: 60_000 }, async (_where, program) => {
    const flags = ['--gc-memory-reducer-start-delay-ms=50', '--input-type=module'];
    const child = spawn(process.execPath, [...flags, '--eval', program], { cwd: projectRoot });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const [code, signal] = await once(child, 'exit');
    expect({ code, signal, output }).toEqual({ code: 0, signal: null, output: '' });
  });
});
