import { describe, expect, it } from 'vitest';
import { lateOnes } from './lateConfirms';

const late = { channel: 'till', confirms: 500, p99: 'PT2H', grantTtl: 'PT10M', exceedsGrantTtl: true };
const prompt = { ...late, channel: 'app', p99: 'PT3S', exceedsGrantTtl: false };

describe('channels that report late', () => {
  it('are told of all channels, or of those that a campaign has', () => {
    expect(lateOnes([late, prompt], undefined)).toEqual([late]);
    expect(lateOnes([late, prompt], ['till', 'app'])).toEqual([late]);
    expect(lateOnes([late, prompt], ['app'])).toEqual([]);
  });
});
