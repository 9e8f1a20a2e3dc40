import type { Schemas } from '../api/client';
import type { FieldPath } from '../api/problem';

export interface StageValues {
  name: string;
  minOrders: number | null;
  minDaysSinceFirstOrder: number | null;
}

export interface StagesValues {
  stages: StageValues[];
}

export const STAGES_MIN = 2;
export const STAGES_MAX = 10;

export function stagesValuesOf(rules: Schemas['StageRules']): StagesValues {
  return { stages: rules.stages.map(({ name, minOrders, minDaysSinceFirstOrder }) => ({ name, minOrders: minOrders ?? null, minDaysSinceFirstOrder: minDaysSinceFirstOrder ?? null })) };
}

/** Names are written in capitals, and the first stage has no thresholds, whatever stood in its fields before. */
export function stagesOf({ stages }: StagesValues): Schemas['StageRulesDefinition'] {
  return {
    stages: stages.map(({ name, minOrders, minDaysSinceFirstOrder }, index) => ({
      name: name.trim().toUpperCase(),
      ...(index > 0 && minOrders ? { minOrders } : {}),
      ...(index > 0 && minDaysSinceFirstOrder ? { minDaysSinceFirstOrder } : {}),
    })),
  };
}

/** The threshold that this one must lie above, because a lower stage has it; null where it does. */
export function isNotAbove(stages: (Partial<StageValues> | undefined)[], index: number, field: 'minOrders' | 'minDaysSinceFirstOrder'): number | null {
  const own = stages[index]?.[field];
  const below = Math.max(0, ...stages.slice(1, index).map((stage) => stage?.[field] ?? 0));
  return own && own <= below ? below : null;
}

/** Whether nothing says how a stage is reached; everybody begins at the first. */
export function isNeverReached(stages: (Partial<StageValues> | undefined)[], index: number): boolean {
  return index > 0 && !stages[index]?.minOrders && !stages[index]?.minDaysSinceFirstOrder;
}

/** Which field of the form shows a wire path of the stages. */
export function fieldForStages([first, index, part]: FieldPath): FieldPath | null {
  if (first !== 'stages' || typeof index !== 'number') {
    return null;
  }
  const field = String(part ?? 'minOrders');
  return ['name', 'minOrders', 'minDaysSinceFirstOrder'].includes(field) ? ['stages', index, field] : null;
}
