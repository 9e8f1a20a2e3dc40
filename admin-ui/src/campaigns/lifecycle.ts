import type { CampaignStatus } from '../api/queries';

export type CampaignAction = 'submit' | 'approve' | 'activate' | 'pause' | 'complete';

interface Step {
  action: CampaignAction;
  scope: 'campaign:write' | 'campaign:approve';
  /** Cannot be taken back. */
  final?: boolean;
}

/** DRAFT → IN_REVIEW → APPROVED → ACTIVE ⇄ PAUSED → COMPLETED; the first step is the one to offer most. */
export const NEXT_STEPS: Record<CampaignStatus, Step[]> = {
  DRAFT: [{ action: 'submit', scope: 'campaign:write' }],
  IN_REVIEW: [{ action: 'approve', scope: 'campaign:approve' }],
  APPROVED: [{ action: 'activate', scope: 'campaign:write' }],
  ACTIVE: [{ action: 'pause', scope: 'campaign:write' }, { action: 'complete', scope: 'campaign:write', final: true }],
  PAUSED: [{ action: 'activate', scope: 'campaign:write' }, { action: 'complete', scope: 'campaign:write', final: true }],
  COMPLETED: [],
};

export function editable(status: CampaignStatus): boolean {
  return status === 'DRAFT' || status === 'IN_REVIEW' || status === 'APPROVED';
}
