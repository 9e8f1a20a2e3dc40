import type { Schemas } from '../api/client';
import { categoryOf, placeOf } from './expertise';

/** A commission plan as a person writes it: shares in percent, to the hundredth that a basis point is. */
export interface PlanValues {
  planId: string;
  category?: string;
  destination?: string;
  commission: number;
  guideShare: number;
  referrerShare: number;
  holdDays: number;
}

export const FIRST_PLAN: Omit<PlanValues, 'planId'> = { commission: 10, guideShare: 70, referrerShare: 10, holdDays: 7 };

export function bpsOf(percent: number): number {
  return Math.round(percent * 100);
}

export function planOf(values: PlanValues): Schemas['CommissionPlan'] {
  return {
    commissionBps: bpsOf(values.commission),
    guideShareBps: bpsOf(values.guideShare),
    referrerShareOfPlatformBps: bpsOf(values.referrerShare),
    holdDays: values.holdDays,
    ...(values.category?.trim() ? { category: categoryOf(values.category) } : {}),
    ...(values.destination?.trim() ? { destination: placeOf(values.destination) } : {}),
  };
}

/** A plan as it holds, to be changed. */
export function planValuesOf(plan: Schemas['ListedPlan']): PlanValues {
  return {
    planId: plan.planId,
    category: plan.category ?? '',
    destination: plan.destination ?? '',
    commission: plan.commissionBps / 100,
    guideShare: plan.guideShareBps / 100,
    referrerShare: plan.referrerShareOfPlatformBps / 100,
    holdDays: plan.holdDays,
  };
}

/** Which field shows an error at a wire path. */
export function fieldForPlan(path: (string | number)[]): string[] | null {
  const fields: Record<string, keyof PlanValues> = {
    category: 'category', destination: 'destination', commissionBps: 'commission', guideShareBps: 'guideShare',
    referrerShareOfPlatformBps: 'referrerShare', holdDays: 'holdDays',
  };
  const field = fields[String(path[0])];
  return field ? [field] : null;
}

/** How a sale is split, in minor units: every share is rounded down out of the part before it, and the platform keeps the rest. */
export function splitOf(netMinor: number, plan: Schemas['CommissionPlan'], referred: boolean) {
  const part = (of: number, bps: number) => Number((BigInt(of) * BigInt(bps)) / 10_000n);
  const commission = part(netMinor, plan.commissionBps);
  const guide = part(commission, plan.guideShareBps);
  const platform = commission - guide;
  const referrer = referred ? part(platform, plan.referrerShareOfPlatformBps ?? 0) : 0;
  return { merchant: netMinor - commission, guide, referrer, platform: platform - referrer };
}
