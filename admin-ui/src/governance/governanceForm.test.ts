import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import {
  askLimitOf, askLimitValuesOf, ceilingOf, ceilingValuesOf, fieldForAskLimit, fieldForCeiling, fieldForQuietHours, leftToEverybody, quietHoursOf, quietHoursValuesOf, sameTime,
} from './governanceForm';

const ceiling: Schemas['Ceiling'] = {
  ceilingId: 'paid-media', version: 3, name: 'Paid media', channels: ['paid-search', 'video-preroll'], count: 5,
  window: { kind: 'ROLLING', duration: 'PT168H' }, shares: [{ campaignId: 'c-1', count: 2 }],
};
const quiet: Schemas['QuietHours'] = { quietHoursId: 'night', version: 1, channels: [], from: '22:00', to: '08:30', zone: 'Asia/Shanghai' };

describe('governance forms', () => {
  it('give back the ceiling they were filled with', () => {
    expect(ceilingOf(ceilingValuesOf(ceiling))).toEqual({
      name: 'Paid media', channels: ['paid-search', 'video-preroll'], count: 5, window: { kind: 'ROLLING', duration: 'P7D' }, shares: [{ campaignId: 'c-1', count: 2 }],
    });
    const perMonth: Schemas['Ceiling'] = { ...ceiling, window: { kind: 'CALENDAR', unit: 'MONTH', zone: 'Europe/Paris' } };
    expect(ceilingOf(ceilingValuesOf(perMonth)).window).toEqual(perMonth.window);
  });

  it('give back the quiet hours they were filled with, all channels and no name included', () => {
    expect(quietHoursOf(quietHoursValuesOf(quiet))).toEqual({ channels: [], from: '22:00', to: '08:30', zone: 'Asia/Shanghai' });
  });

  it('give back the ask limit they were filled with, in the unit that says its span shortest', () => {
    const values = askLimitValuesOf({ partnerId: 'acme', version: 2, count: 500, per: 'PT120S' });
    expect(values).toEqual({ partnerId: 'acme', count: 500, spanCount: 2, spanUnit: 'MINUTES' });
    expect(askLimitOf(values)).toEqual({ count: 500, per: 'PT2M' });
    expect(askLimitOf({ ...values, spanCount: 90, spanUnit: 'SECONDS' })).toEqual({ count: 500, per: 'PT90S' });
    expect(askLimitOf(askLimitValuesOf(undefined)).per).toBe('PT1M');
  });

  it('leave the zone of new quiet hours to the brand', () => {
    expect(quietHoursOf(quietHoursValuesOf(undefined))).toEqual({ channels: [], from: '22:00', to: '08:00' });
  });

  it('send no channels where all are meant, whatever was chosen before', () => {
    const values = ceilingValuesOf(ceiling);
    expect(values.scope).toBe('SOME');
    expect(ceilingOf({ ...values, scope: 'ALL' }).channels).toEqual([]);
    expect(ceilingValuesOf({ ...ceiling, channels: [] }).scope).toBe('ALL');
  });

  it('start a new ceiling with a window that needs no campaign', () => {
    expect(ceilingValuesOf(undefined).windowKind).toBe('ROLLING');
    expect(ceilingOf({ ...ceilingValuesOf(undefined), shares: undefined as never }).shares).toEqual([]);
  });

  it('tell what is left to everybody, also while people type', () => {
    expect(leftToEverybody(5, [])).toBe(5);
    expect(leftToEverybody(5, [{ campaignId: 'c-1', count: 2 }, { campaignId: undefined, count: null }, undefined])).toBe(3);
    expect(leftToEverybody(5, [{ count: 4 }, { count: 3 }])).toBe(-2);
    expect(leftToEverybody(null, [])).toBe(0);
  });

  it('compare times of day whatever their day', () => {
    expect(sameTime(dayjs('2026-01-01T22:00'), dayjs('2026-07-09T22:00:30'))).toBe(true);
    expect(sameTime(dayjs('2026-01-01T22:00'), dayjs('2026-01-01T22:01'))).toBe(false);
    expect(sameTime(null, null)).toBe(false);
  });

  it('find the field of each pointer', () => {
    expect(fieldForCeiling(['channels', 1])).toEqual(['channels']);
    expect(fieldForCeiling(['count'])).toEqual(['count']);
    expect(fieldForCeiling(['window', 'kind'])).toEqual(['windowKind']);
    expect(fieldForCeiling(['window', 'duration'])).toEqual(['rollingCount']);
    expect(fieldForCeiling(['window', 'zone'])).toEqual(['zone']);
    expect(fieldForCeiling(['shares'])).toEqual(['shares']);
    expect(fieldForCeiling(['shares', 1])).toEqual(['shares', 1, 'campaignId']);
    expect(fieldForCeiling(['shares', 1, 'count'])).toEqual(['shares', 1, 'count']);
    expect(fieldForCeiling(['colour'])).toBeNull();
    expect(fieldForAskLimit(['per'])).toEqual(['spanCount']);
    expect(fieldForAskLimit(['count'])).toEqual(['count']);
    expect(fieldForAskLimit([])).toBeNull();
    expect(fieldForQuietHours(['to'])).toEqual(['to']);
    expect(fieldForQuietHours(['channels', 0])).toEqual(['channels']);
    expect(fieldForQuietHours([])).toBeNull();
  });
});
