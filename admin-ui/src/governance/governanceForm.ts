import dayjs, { type Dayjs } from 'dayjs';
import type { Schemas } from '../api/client';
import type { FieldPath } from '../api/problem';
import { durationOf, rollingOf, type RollingUnit } from '../campaigns/duration';
import { newWindow, windowField, windowOf, windowValuesOf, type WindowKind, type WindowValues } from '../campaigns/windowForm';

/** A ceiling belongs to no campaign, so it has no campaign's flight for a window. */
export const CEILING_WINDOWS: WindowKind[] = ['ROLLING', 'CALENDAR'];

/** What every rule says first; on the wire no channels mean all of them. */
interface RuleValues {
  id: string;
  name: string;
  scope: 'ALL' | 'SOME';
  channels: string[];
}

export interface ShareValues {
  campaignId: string | undefined;
  count: number | null;
}

export interface CeilingValues extends RuleValues, WindowValues {
  count: number;
  shares: ShareValues[];
}

export interface QuietHoursValues extends RuleValues {
  from: Dayjs;
  to: Dayjs;
  /** The brand's where it is left out. */
  zone?: string;
}

/** The units an ask limit's span is told in; it is an hour at most. */
export const ASK_SPANS: RollingUnit[] = ['SECONDS', 'MINUTES', 'HOURS'];

export interface AskLimitValues {
  partnerId: string;
  count: number;
  spanCount: number;
  spanUnit: RollingUnit;
}

export function askLimitValuesOf(limit: Schemas['AskLimit'] | undefined): AskLimitValues {
  const span = rollingOf(limit?.per ?? 'PT1M');
  return { partnerId: limit?.partnerId ?? '', count: limit?.count ?? 6000, spanCount: span.count, spanUnit: span.unit };
}

export function askLimitOf({ count, spanCount, spanUnit }: AskLimitValues): Schemas['AskLimitDefinition'] {
  return { count, per: durationOf(spanCount, spanUnit) };
}

export function ceilingValuesOf(ceiling: Schemas['Ceiling'] | undefined): CeilingValues {
  return {
    ...ruleValuesOf(ceiling, ceiling?.ceilingId),
    count: ceiling?.count ?? 5,
    ...(ceiling ? windowValuesOf(ceiling.window) : newWindow('ROLLING')),
    shares: ceiling?.shares ?? [],
  };
}

export function ceilingOf(values: CeilingValues): Schemas['CeilingDefinition'] {
  return {
    ...ruleOf(values),
    count: values.count,
    window: windowOf(values) as Schemas['CeilingWindow'],
    shares: (values.shares ?? []).map(({ campaignId, count }) => ({ campaignId: campaignId ?? '', count: count ?? 0 })),
  };
}

export function quietHoursValuesOf(quiet: Schemas['QuietHours'] | undefined): QuietHoursValues {
  return {
    ...ruleValuesOf(quiet, quiet?.quietHoursId),
    from: timeOf(quiet?.from ?? '22:00'),
    to: timeOf(quiet?.to ?? '08:00'),
    ...(quiet ? { zone: quiet.zone } : {}),
  };
}

export function quietHoursOf(values: QuietHoursValues): Schemas['QuietHoursDefinition'] {
  return { ...ruleOf(values), from: values.from.format('HH:mm'), to: values.to.format('HH:mm'), ...(values.zone ? { zone: values.zone } : {}) };
}

function ruleValuesOf(rule: { name?: string; channels: string[] } | undefined, id = ''): RuleValues {
  return { id, name: rule?.name ?? '', scope: rule?.channels.length ? 'SOME' : 'ALL', channels: rule?.channels ?? [] };
}

function ruleOf({ name, scope, channels }: RuleValues): { name?: string; channels: string[] } {
  return { ...(name.trim() ? { name: name.trim() } : {}), channels: scope === 'ALL' ? [] : channels };
}

/** A time of day on a day without a change of clocks, so that every time exists. */
function timeOf(text: string): Dayjs {
  return dayjs(`2026-01-01T${text}`);
}

/** Whether two times of day are the same, on whatever days the picker put them; a time not chosen yet is none. */
export function sameTime(one: Dayjs | null | undefined, other: Dayjs | null | undefined): boolean {
  return Boolean(one && other && one.format('HH:mm') === other.format('HH:mm'));
}

/** How much of a ceiling no share claims; negative where shares claim more than there is. */
export function leftToEverybody(count: number | null, shares: (Partial<ShareValues> | undefined)[]): number {
  return (count ?? 0) - shares.reduce((sum, share) => sum + (share?.count ?? 0), 0);
}

/** Which field of the form shows a wire path of the ceiling. */
export function fieldForCeiling([first, index, part]: FieldPath): FieldPath | null {
  switch (first) {
    case 'name':
    case 'channels':
    case 'count':
      return [first];
    case 'window':
      return [windowField(index)];
    case 'shares':
      return typeof index === 'number' ? ['shares', index, part === 'count' ? 'count' : 'campaignId'] : ['shares'];
    default:
      return null;
  }
}

/** Which field of the form shows a wire path of the quiet hours. */
export function fieldForQuietHours([first]: FieldPath): FieldPath | null {
  return ['name', 'channels', 'from', 'to', 'zone'].includes(String(first)) ? [String(first)] : null;
}

/** Which field of the form shows a wire path of the ask limit. */
export function fieldForAskLimit([first]: FieldPath): FieldPath | null {
  return first === 'count' ? ['count'] : first === 'per' ? ['spanCount'] : null;
}
