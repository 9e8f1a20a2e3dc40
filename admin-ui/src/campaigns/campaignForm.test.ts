import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { definitionOf, fieldForCampaign, isComplete, newPlanRow, planRowOf, profileIdsOf, valuesOf } from './campaignForm';
import { durationOf, minutesOf, rollingOf } from './duration';
import { isOverdue } from './lifecycle';

const definition: Schemas['CampaignDefinition'] = {
  name: '618 live night',
  startsAt: '2026-06-05T00:00:00+08:00',
  endsAt: '2026-06-21T00:00:00+08:00',
  audience: { kind: 'EVERYONE' },
  plan: [
    { channel: 'paid-search', target: 3, window: { kind: 'CAMPAIGN' } },
    { channel: 'wechat', target: 2, window: { kind: 'ROLLING', duration: 'P7D' }, minimum: 1 },
    { channel: 'video-preroll', target: 1, window: { kind: 'CALENDAR', unit: 'DAY', zone: 'Asia/Shanghai' } },
  ],
  priority: 100,
  messageClass: 'MARKETING',
};

describe('campaign form', () => {
  it('gives back the definition it was filled with', () => {
    const back = definitionOf(valuesOf(definition));
    expect({ ...back, startsAt: '', endsAt: '' }).toEqual({ ...definition, startsAt: '', endsAt: '' });
    expect(dayjs(back.startsAt).valueOf()).toBe(dayjs(definition.startsAt).valueOf());
    expect(dayjs(back.endsAt).valueOf()).toBe(dayjs(definition.endsAt).valueOf());
  });

  it('sends an exemption only where the campaign has one', () => {
    const back = (exempt: Schemas['Exemption']) => definitionOf(valuesOf({ ...definition, exempt })).exempt;
    expect(back({ fromCaps: false, counted: true })).toBeUndefined();
    expect(back({ fromCaps: true, counted: true })).toEqual({ fromCaps: true, counted: true });
    expect(back({ fromCaps: false, counted: false })).toEqual({ fromCaps: false, counted: false });
  });

  it('sends a holdout only where the campaign has one and may have it', () => {
    const back = (changed: Partial<Schemas['CampaignDefinition']>) => definitionOf(valuesOf({ ...definition, holdoutPercent: 10, ...changed })).holdoutPercent;
    expect(back({})).toBe(10);
    expect(back({ holdoutPercent: 0 })).toBeUndefined();
    expect(back({ messageClass: 'SERVICE' })).toBeUndefined();
    expect(back({ audience: { kind: 'DATA_SET', dataSetId: 'last-month' } })).toBeUndefined();
    expect(definitionOf({ ...valuesOf(definition), holdoutPercent: null }).holdoutPercent).toBeUndefined();
  });

  it('reads back a row only where no number was cleared', () => {
    const row = { ...newPlanRow(), channel: 'wechat' };
    const cleared = null as unknown as number;
    expect(isComplete(row)).toBe(true);
    expect(isComplete({ ...row, target: cleared })).toBe(false);
    expect(isComplete({ ...row, rollingCount: cleared })).toBe(true);
    expect(isComplete({ ...row, windowKind: 'ROLLING', rollingCount: cleared })).toBe(false);
  });

  it('writes times with an offset', () => {
    expect(definitionOf(valuesOf(definition)).startsAt).toMatch(/(Z|[+-]\d\d:\d\d)$/);
  });

  it('sends only the window that was chosen', () => {
    const row = { ...newPlanRow(), channel: 'wechat', rollingCount: 36, rollingUnit: 'HOURS' as const };
    expect(planRowOf({ ...row, windowKind: 'CAMPAIGN' }).window).toEqual({ kind: 'CAMPAIGN' });
    expect(planRowOf({ ...row, windowKind: 'ROLLING' }).window).toEqual({ kind: 'ROLLING', duration: 'PT36H' });
    expect(planRowOf({ ...row, windowKind: 'CALENDAR', calendarUnit: 'WEEK', zone: 'Europe/Paris' }).window)
      .toEqual({ kind: 'CALENDAR', unit: 'WEEK', zone: 'Europe/Paris' });
  });

  it('leaves an empty minimum out', () => {
    expect(planRowOf({ ...newPlanRow(), channel: 'wechat', minimum: null }))
      .toEqual({ channel: 'wechat', target: 3, window: { kind: 'CAMPAIGN' } });
  });

  it('reads a pasted list of profiles once each', () => {
    expect(profileIdsOf(' a\nb, c;a，d \n')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('finds the field of each pointer', () => {
    expect(fieldForCampaign(['exempt', 'counted'])).toEqual(['countedByCaps']);
    expect(fieldForCampaign(['plan', 1, 'window', 'duration'])).toEqual(['plan', 1, 'rollingCount']);
    expect(fieldForCampaign(['plan', 2, 'window', 'zone'])).toEqual(['plan', 2, 'zone']);
    expect(fieldForCampaign(['plan', 0])).toEqual(['plan', 0, 'channel']);
    expect(fieldForCampaign(['holdoutPercent'])).toEqual(['holdoutPercent']);
    expect(fieldForCampaign(['endsAt'])).toEqual(['flight']);
    expect(fieldForCampaign(['audience', 'profileIds', 4])).toEqual(['profileIds']);
    expect(fieldForCampaign(['plan'])).toBeNull();
    expect(fieldForCampaign(['surprise'])).toBeNull();
  });
});

describe('duration', () => {
  it('says each duration in its largest whole unit, however the platform wrote it', () => {
    expect(rollingOf('P7D')).toEqual({ count: 7, unit: 'DAYS' });
    expect(rollingOf('PT168H')).toEqual({ count: 7, unit: 'DAYS' });
    expect(rollingOf('P2W')).toEqual({ count: 14, unit: 'DAYS' });
    expect(rollingOf('PT36H')).toEqual({ count: 36, unit: 'HOURS' });
    expect(rollingOf('PT1H30M')).toEqual({ count: 90, unit: 'MINUTES' });
    expect(rollingOf('PT1M30S')).toEqual({ count: 90, unit: 'SECONDS' });
    expect(minutesOf('nonsense')).toBeUndefined();
  });

  it('returns to where it came from', () => {
    for (const duration of ['P1D', 'P30D', 'PT5H', 'PT45M']) {
      const { count, unit } = rollingOf(duration);
      expect(durationOf(count, unit)).toBe(duration);
    }
  });
});

describe('a campaign whose flight is over', () => {
  it('waits to be completed, whether it is paused or not, and never before its end', () => {
    const endsAt = '2026-06-21T00:00:00+08:00';
    const end = Date.parse(endsAt);
    expect(isOverdue({ status: 'ACTIVE', endsAt }, end)).toBe(true);
    expect(isOverdue({ status: 'PAUSED', endsAt }, end + 1)).toBe(true);
    expect(isOverdue({ status: 'ACTIVE', endsAt }, end - 1)).toBe(false);
    expect((['DRAFT', 'IN_REVIEW', 'APPROVED', 'COMPLETED'] as const).some((status) => isOverdue({ status, endsAt }, end + 1))).toBe(false);
  });
});
