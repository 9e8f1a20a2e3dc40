import type { Schemas } from '../api/client';
import { planRowOf, type PlanRowValues } from '../campaigns/campaignForm';
import { windowValuesOf } from '../campaigns/windowForm';

/** Whose exposures are replayed: those of a campaign, or of the campaign an import went into. */
export type Source = { campaignId: string } | { importId: string };

/** One plan to try, as people fill it in. */
export interface PlanValues {
  rows: PlanRowValues[];
}

export const PLANS_MAX = 6;

/** A plan to change: a campaign's, or one that was tried before, which may leave the window out. */
export function planValuesOf(plan: Schemas['PlanRow'][]): PlanValues {
  return {
    rows: plan.map((row) => ({ channel: row.channel, target: row.target, ...windowValuesOf((row.window as Schemas['Window'] | undefined) ?? { kind: 'CAMPAIGN' }) })),
  };
}

/** What to begin with: the plan as it is, and one with a touch less wherever there are several. */
export function firstPlans(plan: Schemas['PlanRow'][]): PlanValues[] {
  return [planValuesOf(plan), planValuesOf(plan.map((row) => ({ ...row, target: Math.max(1, row.target - 1) })))];
}

export function requestsOf(source: Source, plans: PlanValues[]): Schemas['SimulationRequest'][] {
  return plans.map((plan) => ({ ...source, plan: plan.rows.map(planRowOf) }));
}

/** Plans are called A, B, C, … */
export function planLetter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** The jobs an address names, in the order of their plans. */
export function runsNamed(text: string | undefined): string[] {
  return (text ?? '').split(',').filter(Boolean).slice(0, PLANS_MAX);
}
