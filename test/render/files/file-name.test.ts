import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../src/core/time.ts';
import { exportFileName, reportFileName } from '../../../src/render/files/file-name.ts';
import { aChannel } from '../../query/a-store.ts';

const range = { from: Date.UTC(2018, 0, 12) / hourMs, to: Date.UTC(2018, 0, 14) / hourMs };

describe('file names', () => {
  it('contain the days of an export, and the part number', () => {
    expect(exportFileName(range, { part: 1, of: 1 })).toBe('userstats-2018-01-12-2018-01-14.csv.gz');
    expect(exportFileName(range, { part: 1, of: 3 })).toBe('userstats-2018-01-12-2018-01-14.part-1-of-3.csv.gz');
  });

  it('contain the type of a report', () => {
    expect(reportFileName('weekday', null, range)).toBe('report-weekday-all-2018-01-12-2018-01-14.csv.gz');
  });

  it.each([
    ['general', 'general'],
    ['art-café', 'art-cafe'],
    ['Voice One', 'Voice-One'],
    ['ﬁne_print', 'fine_print'],
    ['../etc/passwd', 'etcpasswd'],
    ['日本語', '510000000000000001'],
  ])('write the channel %s as %s', (name, written) => {
    expect(reportFileName('hourly', aChannel(1, name), range)).toBe(
      `report-hourly-${written}-2018-01-12-2018-01-14.csv.gz`,
    );
  });
});
