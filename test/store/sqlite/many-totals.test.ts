import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MessageShares } from '../../../src/core/message-shares.ts';
import { metricOf } from '../../../src/core/metric.ts';
import { takeMessagesFromTotals } from '../../../src/store/sqlite/forget/total-erasure.ts';
import { pruneTotals } from '../../../src/store/sqlite/forget/total-pruning.ts';
import { turnsDuring } from '../../vault/turns-during.ts';

const march = 2018 * 12 + 2;
const day = Date.UTC(2018, 2, 5) / 86_400_000;

/** As many channels as a great server has in a month, each with ten replies on one day. */
function aGreatServer() {
  const connection = new Database(':memory:');
  connection.exec(`
    create table total (guild, metric, grain, start, channel, key, amount,
                        primary key (guild, metric, grain, start, channel, key)) without rowid`);
  const { id } = metricOf('message_kind');
  connection
    .prepare(`
      with recursive channel (number) as (select 1 union all select number + 1 from channel where number < 10000)
      insert into total select 1, :id, 'day', :day, number, 'reply', 10 from channel`)
    .run({ id, day });
  return connection;
}

it('the event loop turns while totals lose the share of a member', async () => {
  const connection = aGreatServer();
  const shares = new MessageShares();
  shares.note(day, 7, 1, 2);
  expect(await turnsDuring(takeMessagesFromTotals(connection, 1, march, shares))).toBeGreaterThan(15);
  const changed = connection.prepare('select channel, amount from total where amount <> 10').all();
  expect(changed).toEqual([{ channel: 7, amount: 5 }]);
  connection.close();
});

it('the event loop turns while the totals of a month are pruned', async () => {
  const connection = aGreatServer();
  expect(await turnsDuring(pruneTotals(connection, 1, march, new Set([7])))).toBeGreaterThan(15);
  expect(connection.prepare('select grain, start, channel, amount from total order by channel').all()).toEqual([
    { grain: 'month', start: march, channel: 0, amount: 99_990 },
    { grain: 'month', start: march, channel: 7, amount: 10 },
  ]);
  connection.close();
});
