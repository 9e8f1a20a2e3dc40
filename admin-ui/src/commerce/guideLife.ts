import type { Schemas } from '../api/client';

export type GuideStatus = Schemas['GuideStatus'];
export const GUIDE_STATUSES: GuideStatus[] = [
  'DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RESUBMIT', 'ACTIVE', 'DORMANT', 'SUSPENDED', 'REJECTED', 'EXPIRED', 'CLOSING', 'CLOSED', 'BANNED',
];

export type ReviewAction = 'pick' | 'approve' | 'askMore' | 'reject' | 'suspend' | 'flagRisk' | 'expireLicence' | 'renew' | 'reinstate' | 'ban' | 'winAppeal';
export type OwnAction = 'submit' | 'withdraw' | 'reapply' | 'close' | 'cancelClose';

const REVIEW: Partial<Record<GuideStatus, ReviewAction[]>> = {
  SUBMITTED: ['pick', 'approve', 'reject'],
  IN_REVIEW: ['approve', 'askMore', 'reject'],
  ACTIVE: ['suspend', 'flagRisk', 'expireLicence', 'ban'],
  DORMANT: ['ban'],
  SUSPENDED: ['reinstate', 'renew', 'ban'],
  BANNED: ['winAppeal'],
};

const OWN: Partial<Record<GuideStatus, OwnAction[]>> = {
  DRAFT: ['submit'],
  SUBMITTED: ['withdraw'],
  RESUBMIT: ['submit', 'withdraw'],
  REJECTED: ['reapply'],
  EXPIRED: ['reapply'],
  ACTIVE: ['close'],
  DORMANT: ['close'],
  SUSPENDED: ['close'],
  CLOSING: ['cancelClose'],
};

/** What a guide can do with their own standing, the likeliest first. */
export function ownActions(status: GuideStatus): OwnAction[] {
  return OWN[status] ?? [];
}

/** What a reviewer can do with a guide, the likeliest first; the service holds the same table. */
export function reviewActions(status: GuideStatus): ReviewAction[] {
  return REVIEW[status] ?? [];
}

/** Whether the guide, or the brand for them, can hand in what they say of themselves. */
export function canSubmit(status: GuideStatus): boolean {
  return status === 'DRAFT' || status === 'RESUBMIT';
}

/** Whether new sales are theirs. */
export function earns(status: GuideStatus): boolean {
  return status === 'ACTIVE' || status === 'DORMANT';
}
