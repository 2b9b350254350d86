import { describe, expect, test } from 'vitest';
import { type NewcomerWayMeasure, newcomerWayMeasures } from '../../../src/query/questions/newcomer-ways.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { newcomerWaysEmbed } from '../../../src/render/embeds/newcomer-ways-embed.ts';
import { english } from '../../../src/render/words.ts';
import { fieldsOf, resultOf } from './some-rows.ts';

const counted: Record<NewcomerWayMeasure, Value> = {
  ...{ joined: 58, passed: 50, wrote: 31, left: 4, cameBackOf: 12, cameBack: 2 },
};

describe('the embed of the ways of newcomers', () => {
  test('has shares from twenty people on', () => {
    const embed = embedOf({});
    expect(embed.title).toBe('Newcomers of January 2018');
    expect(fieldsOf(embed)).toEqual({
      Joined: '58',
      'Passed screening': '50 of 58 (86\u202f%)',
      'Wrote within 7 days': '31 of 58 (53\u202f%)',
      'Left within 7 days': '4 of 58 (7\u202f%)',
      'Came back after 7 days': '2 of 12',
    });
  });

  test('says why something is not known', () => {
    const off = notKnown('intentOff');
    expect(fieldsOf(embedOf({ joined: off, cameBack: notKnown('tooFew') }))).toMatchObject({
      Joined: '– (the Server Members intent is off)',
      'Wrote within 7 days': '– (the Server Members intent is off)',
      'Came back after 7 days': '– (fewer than 5 people joined)',
    });
  });

  test('has no division by nobody', () => {
    const nobody = { joined: 0, passed: 0, wrote: 0, left: 0 };
    expect(fieldsOf(embedOf(nobody))).toMatchObject({ Joined: '0', 'Passed screening': '0 of 0' });
  });
});

function embedOf(values: Partial<typeof counted>) {
  const row = { key: { kind: 'total' } as const, values: { ...counted, ...values } };
  return newcomerWaysEmbed(resultOf([row], newcomerWayMeasures), english);
}
