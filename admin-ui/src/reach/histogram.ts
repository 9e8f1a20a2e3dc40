import type { Schemas } from '../api/client';

export type Kind = 'under' | 'exact' | 'over';

/** One bar: how many customers had `from` exposures, or `from` and more where `open`. */
export interface Bar {
  from: number;
  open: boolean;
  label: string;
  customers: number;
  share: number;
  kind: Kind;
}

const BARS_MAX = 12;

/**
 * The bars of a report's histogram. The long tail is one last bar "12+", which never swallows the plan, so that
 * under, exact and over stay apart. The plan's own bar is shown even where nobody is that far.
 */
export function barsOf(histogram: number[], target: number, most = BARS_MAX): Bar[] {
  const total = histogram.reduce((sum, customers) => sum + customers, 0);
  const length = Math.max(histogram.length, target + 1);
  const shown = Math.min(length, Math.max(most, target + 2));
  return Array.from({ length: shown }, (_, touches) => {
    const open = touches === shown - 1 && length > shown;
    const customers = open
      ? histogram.slice(touches).reduce((sum, each) => sum + each, 0)
      : histogram[touches] ?? 0;
    return {
      from: touches,
      open,
      label: open ? `${touches}+` : String(touches),
      customers,
      share: total === 0 ? 0 : customers / total,
      kind: touches < target ? 'under' : touches === target && !open ? 'exact' : 'over',
    };
  });
}

/** How the strength of what is known of a customer is called, the strongest first. */
export const STRENGTHS = ['person', 'device', 'cookie'] as const;

/** Ended windows are counted; before the first has ended, the running one is all there is to show. */
export function figuresOf(reach: Schemas['ReachChannel']): { figures: Schemas['ReachFigures']; running: boolean } {
  const running = reach.window.kind !== 'CAMPAIGN' && reach.tiles === 0 && reach.open !== undefined;
  return { figures: running && reach.open ? reach.open : reach, running };
}

/** The bar an address names, such as `3`, or `12+` for twelve and more. */
export function barNamed(label: string | undefined): { exposures: number; orMore: boolean } | undefined {
  const match = /^(\d{1,7})(\+?)$/.exec(label ?? '');
  if (!match) {
    return undefined;
  }
  const exposures = Number(match[1]);
  return { exposures, orMore: match[2] === '+' && exposures > 0 };
}

/** Share of all exposures that were heavy: what the plan would have saved. */
export function heavyShare(channel: { exposures: number; heavyTouches: number }): number {
  return channel.exposures === 0 ? 0 : channel.heavyTouches / channel.exposures;
}
