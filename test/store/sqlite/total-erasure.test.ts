import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MessageShares } from '../../../src/core/message-shares.ts';
import { metricOf } from '../../../src/core/metric.ts';
import { takeMessagesFromTotals } from '../../../src/store/sqlite/forget/total-erasure.ts';
import { turnsDuring } from '../../vault/turns-during.ts';

const march = 2018 * 12 + 2;
const day = Date.UTC(2018, 2, 5) / 86_400_000;

it('the event loop turns while the totals of a great server are gone through', async () => {
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
  const shares = new MessageShares();
  shares.note(day, 7, 1, 2);
  expect(await turnsDuring(takeMessagesFromTotals(connection, 1, march, shares))).toBeGreaterThan(15);
  const [changed] = connection.prepare('select channel, amount from total where amount <> 10').all();
  expect(changed).toEqual({ channel: 7, amount: 5 });
  connection.close();
});
