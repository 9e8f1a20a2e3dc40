import { describe, expect, it } from 'vitest';
import { lookupOf } from './lookup';
import { currentIdentifiers, hoursNamed, partnerOf, ruleViews, windowNamed } from './rules';

const GRANT = `AQ${'x'.repeat(86)}`;
const SPAN = { windowFrom: '2026-06-05T00:00:00Z', windowTo: '2026-06-21T00:00:00Z' };

describe('what a decision is looked up by', () => {
  it('tells a grant id from a request id by its form', () => {
    expect(lookupOf(` ${GRANT} `, 'site', undefined)).toEqual({ by: 'grant', grantId: GRANT });
    expect(lookupOf('AQ-order-17', undefined, undefined)).toEqual({ by: 'request', requestId: 'AQ-order-17' });
    expect(lookupOf(`B${GRANT}`, undefined, undefined)).toMatchObject({ by: 'request' });
  });

  it('asks for the request of a partner where one is named', () => {
    expect(lookupOf('ask-1', ' site ', undefined)).toEqual({ by: 'request', requestId: 'ask-1', partnerId: 'site' });
    expect(lookupOf('ask-1', ' ', undefined)).toEqual({ by: 'request', requestId: 'ask-1' });
  });

  it('follows a link from a touch until an id is typed', () => {
    expect(lookupOf(undefined, undefined, '00ff')).toEqual({ by: 'touch', touchId: '00ff' });
    expect(lookupOf('ask-1', undefined, '00ff')).toMatchObject({ by: 'request' });
    expect(lookupOf('  ', undefined, undefined)).toBeUndefined();
  });
});

describe('rules of an explanation', () => {
  it('have their windows told apart', () => {
    expect(windowNamed('CAMPAIGN')).toEqual({ kind: 'CAMPAIGN' });
    expect(windowNamed('PT168H')).toEqual({ kind: 'ROLLING', duration: 'PT168H' });
    expect(windowNamed('DAY Asia/Shanghai')).toEqual({ kind: 'CALENDAR', unit: 'DAY', zone: 'Asia/Shanghai' });
    expect(windowNamed('something new')).toBeUndefined();
    expect(hoursNamed('22:00-08:00 Asia/Shanghai')).toEqual({ from: '22:00', to: '08:00', zone: 'Asia/Shanghai' });
  });

  it('say which of them would have denied, places kept for others included', () => {
    const [full, left, kept, quiet] = ruleViews([
      { kind: 'PLAN', campaignId: 'c', campaignVersion: 3, row: 0, channel: 'wechat', window: 'CAMPAIGN', target: 2, count: 2, ...SPAN },
      { kind: 'PLAN', campaignId: 'c', campaignVersion: 3, row: 1, channel: 'wechat', window: 'PT168H', target: 2, count: 1, ...SPAN },
      { kind: 'CEILING', id: 'weekly', version: 5, window: 'PT168H', target: 10, count: 8, reserved: 2, ...SPAN },
      { kind: 'QUIET_HOURS', id: 'night', version: 1, window: '22:00-08:00 UTC', ...SPAN },
    ]);
    expect([full, left, kept, quiet].map((rule) => rule?.reached)).toEqual([true, false, true, true]);
    expect([full, kept, quiet].map((rule) => rule?.version)).toEqual([3, 5, 1]);
    expect(quiet?.window).toBeUndefined();
    expect(new Set([full, left, kept, quiet].map((rule) => rule?.key)).size).toBe(4);
  });
});

describe('who was asked for', () => {
  it('is shown by identifiers that still are theirs', () => {
    const phone = { type: 'phone', scope: '', masked: '138****21' };
    const recycled = { ...phone, masked: '139****00', validTo: '2026-06-01T00:00:00Z' };
    expect(currentIdentifiers({ identifiers: [phone, recycled] }, Date.parse('2026-06-02T00:00:00Z'))).toEqual([phone]);
  });

  it('names the partner that asked', () => {
    expect(partnerOf('partner:site')).toBe('site');
    expect(partnerOf('platform')).toBeUndefined();
  });
});
