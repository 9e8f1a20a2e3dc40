import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { draftOf, flawsOf, mappingOf, unmappedLabels, withColumn, withRole } from './mapping';

const preview: Schemas['ImportPreview'] = {
  columns: ['customer_id', 'time', 'interaction', 'conversion_value', 'channel'],
  samples: {
    customer_id: ['A1', 'A2'],
    time: ['2018-07-22T20:40:41Z'],
    interaction: ['impression', 'conversion'],
    conversion_value: ['0'],
    channel: ['Paid Search', 'Facebook', 'Online Display'],
  },
  mapping: {
    customer: [{ column: 'customer_id', type: 'login_id' }],
    time: 'time',
    channel: 'channel',
    interaction: { column: 'interaction', exposures: ['impression'] },
  },
};
const channels = [{ channelId: 'paid-search', name: 'Search ads' }, { channelId: 'fb', name: 'Facebook' }];

describe('import mapping', () => {
  it('starts from the guess of the platform and knows channels by id and by name', () => {
    const draft = draftOf(preview, channels);
    expect(draft.columns.map((column) => column.role)).toEqual(['customer', 'time', 'interaction', 'unused', 'channel']);
    expect(draft.channels).toEqual({ 'Paid Search': 'paid-search', Facebook: 'fb' });
    expect(unmappedLabels(draft)).toEqual(['Online Display']);
  });

  it('writes the wire form', () => {
    const draft = withColumn(draftOf(preview, channels), 'customer_id', { scope: 'crm' });
    expect(mappingOf(draft, 'c1')).toEqual({
      campaignId: 'c1',
      customer: [{ column: 'customer_id', type: 'login_id', scope: 'crm' }],
      time: 'time',
      channel: 'channel',
      interaction: { column: 'interaction', exposures: ['impression'] },
      channels: { 'Paid Search': 'paid-search', Facebook: 'fb' },
      zone: 'UTC',
    });
  });

  it('gives a meaning to one column only, but customers to several', () => {
    const draft = withRole(withRole(draftOf(preview, channels), 'conversion_value', 'time'), 'time', 'customer');
    expect(draft.columns.map((column) => column.role)).toEqual(['customer', 'customer', 'interaction', 'time', 'channel']);
  });

  it('says what is missing', () => {
    const draft = draftOf(preview, channels);
    expect(flawsOf(draft)).toEqual(['SCOPE_MISSING']);
    expect(flawsOf(withRole(withRole(draft, 'customer_id', 'unused'), 'channel', 'unused'))).toEqual(['CUSTOMER_MISSING', 'CHANNEL_MISSING']);
    expect(flawsOf(withColumn(withColumn(draft, 'customer_id', { type: 'phone' }), 'interaction', { exposures: [] }))).toEqual(['EXPOSURES_MISSING']);
  });

  it('needs no scope in a data set of its own', () => {
    expect(flawsOf(draftOf(preview, channels), true)).toEqual([]);
    expect(mappingOf(draftOf(preview, channels), 'c1').customer).toEqual([{ column: 'customer_id', type: 'login_id' }]);
  });

  it('names the one channel of a file without a channel column', () => {
    const draft = { ...withRole(draftOf(preview, channels), 'channel', 'unused'), constantChannel: 'fb' };
    expect(flawsOf(draft)).toEqual(['SCOPE_MISSING']);
    expect(mappingOf(draft, 'c1').channel).toEqual({ constant: 'fb' });
    expect(mappingOf(draft, 'c1').channels).toBeUndefined();
  });
});
