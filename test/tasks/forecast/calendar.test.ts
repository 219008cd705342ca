import { describe, expect, it } from 'vitest';
import { calendarOf, timesAfter } from '../../../src/tasks/forecast/calendar.ts';

describe('times go on as the file writes them', () => {
  const cases: [string, string[], string[]][] = [
    ['months', ['1949-10', '1949-11'], ['1949-12', '1950-01', '1950-02']],
    ['quarters', ['2020-01', '2020-04', '2020-07'], ['2020-10', '2021-01', '2021-04']],
    [
      'days, over a leap day',
      ['2024-02-26', '2024-02-27'],
      ['2024-02-28', '2024-02-29', '2024-03-01'],
    ],
    [
      'first days of months',
      ['2021-01-01', '2021-02-01'],
      ['2021-03-01', '2021-04-01', '2021-05-01'],
    ],
    [
      'hours',
      ['2016-07-01 22:00:00', '2016-07-01 23:00:00'],
      ['2016-07-02 00:00:00', '2016-07-02 01:00:00', '2016-07-02 02:00:00'],
    ],
    [
      'ISO 8601 in quarters of an hour',
      ['2020-12-31T23:30:00Z', '2020-12-31T23:45:00Z'],
      ['2021-01-01T00:00:00Z', '2021-01-01T00:15:00Z', '2021-01-01T00:30:00Z'],
    ],
    [
      'no zero before small numbers',
      ['2016/7/9 8:00', '2016/7/9 9:00'],
      ['2016/7/9 10:00', '2016/7/9 11:00', '2016/7/9 12:00'],
    ],
    ['years', ['1998', '1999'], ['2000', '2001', '2002']],
    ['tenths', ['0.1', '0.2'], ['0.3', '0.4', '0.5']],
    ['names', ['mon', 'tue'], ['+1', '+2', '+3']],
  ];
  it.each(cases)('%s', (_, times, after) => {
    expect(timesAfter(times, 3)).toEqual(after);
  });

  it('takes the most common distance for a step', () => {
    expect(calendarOf(['1', '2', '3', '7', '8'])?.step).toBe(1);
  });

  it('knows no dates that there are not, nor of mixed forms', () => {
    expect(calendarOf(['2021-02-29', '2021-03-01'])).toBeUndefined();
    expect(calendarOf(['2021-02', '2021-03-01'])).toBeUndefined();
  });
});
