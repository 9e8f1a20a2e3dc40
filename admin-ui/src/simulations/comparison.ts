import type { Schemas } from '../api/client';

type Outcome = Schemas['SimulationChannel'];

export const FIGURES = ['allowed', 'denied', 'heavyAvoided', 'underPlan', 'leakageTouches'] as const;
export type Figure = (typeof FIGURES)[number];

export const TONES: Record<Figure, string> = { allowed: 'exact', denied: '', heavyAvoided: 'over', underPlan: 'under', leakageTouches: 'under' };

/** One plan's part in a comparison: its rows for the channel, and what came of it once it has run. */
export interface Cell {
  rows: Schemas['PlanRow'][];
  outcome: Outcome | undefined;
}

/** One channel across all plans, in their order. */
export interface ChannelComparison {
  channel: string;
  cells: Cell[];
}

/** Plans side by side, channel by channel as they are first named; a plan that has not run, or failed, has no outcomes. */
export function compare(simulations: (Schemas['Simulation'] | undefined)[]): ChannelComparison[] {
  const channels = [...new Set(simulations.flatMap((simulation) => simulation?.plan.map((row) => row.channel) ?? []))];
  return channels.map((channel) => ({
    channel,
    cells: simulations.map((simulation) => ({
      rows: simulation?.plan.filter((row) => row.channel === channel) ?? [],
      outcome: simulation?.channels?.find((outcome) => outcome.channel === channel),
    })),
  }));
}

/** A figure over all channels of each plan; undefined for a plan without outcomes, or where one lacks the figure. */
export function totals(channels: ChannelComparison[], figure: Figure): (number | undefined)[] {
  const plans = channels[0]?.cells.length ?? 0;
  return Array.from({ length: plans }, (_, plan) => {
    const figures = channels.flatMap(({ cells }) => (cells[plan]?.rows.length ? [cells[plan].outcome?.[figure]] : []));
    return figures.length === 0 ? undefined : figures.reduce((sum, each) => (sum === undefined || each === undefined ? undefined : sum + each), 0);
  });
}
