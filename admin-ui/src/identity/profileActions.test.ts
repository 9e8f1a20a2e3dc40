import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { actionsOf } from './profileActions';

const WITHDRAWAL: Schemas['Withdrawal'] = { evidenceId: 'e', profileId: 'p', purposes: ['ADS'], decidedBy: 'admin', withdrawnAt: '2026-06-01T00:00:00Z', identifiers: ['00ff'] };

describe('a profile of records alone', () => {
  it('offers nothing that goes by identifiers', () => {
    expect(actionsOf({ undetermined: false, identifiers: [], withdrawals: [], records: { recordCount: 1, items: [], joins: [] } })).toEqual({ touches: false, split: false, withdraw: false, erase: false });
  });
});

describe('a profile that stands for nobody', () => {
  it('can be erased where the person withdrew the purpose', () => {
    expect(actionsOf({ undetermined: true, identifiers: [], withdrawals: [WITHDRAWAL] })).toEqual({ touches: false, split: false, withdraw: true, erase: true });
  });

  it('offers nothing where it is shared or quarantined', () => {
    expect(actionsOf({ undetermined: true, identifiers: [], withdrawals: [] })).toEqual({ touches: false, split: false, withdraw: false, erase: false });
  });
});
