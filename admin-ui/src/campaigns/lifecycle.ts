import type { Schemas } from '../api/client';
import type { CampaignStatus } from '../api/queries';

export type CampaignAction = 'submit' | 'approve' | 'activate' | 'pause' | 'complete';

interface Step {
  action: CampaignAction;
  scope: 'campaign:write' | 'campaign:approve';
  /** Brings the campaign closer to reaching people: the step to offer most. */
  forward?: boolean;
  /** Cannot be taken back. */
  final?: boolean;
}

/** DRAFT → IN_REVIEW → APPROVED → ACTIVE ⇄ PAUSED → COMPLETED. */
export const NEXT_STEPS: Record<CampaignStatus, Step[]> = {
  DRAFT: [{ action: 'submit', scope: 'campaign:write', forward: true }],
  IN_REVIEW: [{ action: 'approve', scope: 'campaign:approve', forward: true }],
  APPROVED: [{ action: 'activate', scope: 'campaign:write', forward: true }],
  ACTIVE: [{ action: 'pause', scope: 'campaign:write' }, { action: 'complete', scope: 'campaign:write', final: true }],
  PAUSED: [{ action: 'activate', scope: 'campaign:write', forward: true }, { action: 'complete', scope: 'campaign:write', final: true }],
  COMPLETED: [],
};

export function editable(status: CampaignStatus): boolean {
  return status === 'DRAFT' || status === 'IN_REVIEW' || status === 'APPROVED';
}

/** Whether nobody has completed a campaign that can reach nobody any more: its report is not frozen yet. */
export function isOverdue({ status, endsAt }: Pick<Schemas['Campaign'], 'status' | 'endsAt'>, now: number): boolean {
  return (status === 'ACTIVE' || status === 'PAUSED') && Date.parse(endsAt) <= now;
}
