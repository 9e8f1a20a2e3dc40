import type { Schemas } from '../api/client';
import { durationOf, minutesOf, rollingOf, type RollingUnit } from '../campaigns/duration';

type TypeRule = Schemas['TypeRule'];

const NUMBERS = ['priority', 'perProfile', 'personsPerKey'] as const;
const WINDOWS = ['perProfileWindow', 'personsPerKeyWindow'] as const;
const LONGEST_WINDOW = 'P3650D';
/** How an address says that a limit counts all time. */
const ALL_TIME = 'ALL';
type Part = 'strength' | (typeof NUMBERS)[number];
export type RuleNumber = (typeof NUMBERS)[number];
export type RuleWindow = (typeof WINDOWS)[number];
export const STRENGTHS: TypeRule['strength'][] = ['PERSON', 'DEVICE', 'COOKIE'];

/** Rules as they are edited. */
export interface Draft {
  identifiersPerProfile: number;
  types: TypeRule[];
}

/**
 * The changes of a draft as an address names them, such as `phone.personsPerKey.7~phone.perProfileWindow.P30D~all.20`,
 * so that a link brings back what somebody was about to change; undefined where there is none.
 */
export function changesName(rules: Draft, draft: Draft): string | undefined {
  const parts: Part[] = ['strength', ...NUMBERS];
  const changes = draft.types.flatMap((after) => {
    const before = rules.types.find((each) => each.type === after.type);
    return [
      ...parts.filter((part) => before?.[part] !== after[part]).map((part) => `${after.type}.${part}.${after[part]}`),
      ...WINDOWS.filter((part) => !isSameWindow(before?.[part], after[part])).map((part) => `${after.type}.${part}.${after[part] ?? ALL_TIME}`),
    ];
  });
  if (draft.identifiersPerProfile !== rules.identifiersPerProfile) {
    changes.push(`all.${draft.identifiersPerProfile}`);
  }
  return changes.join('~') || undefined;
}

/** The rules with the changes that an address names; what is no change of a rule is passed over. */
export function draftNamed(rules: Draft, name: string | undefined): Draft {
  let draft: Draft = { identifiersPerProfile: rules.identifiersPerProfile, types: rules.types };
  for (const change of (name ?? '').split('~')) {
    const [type = '', part = '', value = ''] = change.split('.');
    if (type === 'all' && isCount(part)) {
      draft = { ...draft, identifiersPerProfile: Number(part) };
    } else if ((part === 'strength' && STRENGTHS.some((each) => each === value)) || (NUMBERS.some((each) => each === part) && isCount(value))) {
      draft = withRule(draft, type, { [part]: part === 'strength' ? value : Number(value) });
    } else if (WINDOWS.some((each) => each === part) && (value === ALL_TIME || isWindow(value))) {
      draft = withRule(draft, type, { [part]: value === ALL_TIME ? null : value });
    }
  }
  return draft;
}

export function withRule(draft: Draft, type: string, change: Partial<TypeRule>): Draft {
  return { ...draft, types: draft.types.map((each) => (each.type === type ? { ...each, ...change } : each)) };
}

/** What is sent: every type once, and the version that the change was made on. */
export function definitionOf(draft: Draft, version: number): Schemas['RulesDefinition'] {
  return {
    version,
    identifiersPerProfile: draft.identifiersPerProfile,
    types: draft.types.map(({ type, strength, priority, perProfile, perProfileWindow, personsPerKey, personsPerKeyWindow }) => ({
      type, strength, priority, perProfile, personsPerKey,
      ...(perProfileWindow ? { perProfileWindow } : {}),
      ...(personsPerKeyWindow ? { personsPerKeyWindow } : {}),
    })),
  };
}

/** An address at which the rules would release an identifier that is seen with so many persons. */
export function releaseAddress({ type, degree }: { type: string; degree: number }): string {
  return `/identity/rules?change=${type.replace(/_sha256$/, '')}.personsPerKey.${degree}&dry=1`;
}

/** Whether two limits count for as long, however the time is written; absent is all time. */
export function isSameWindow(one: string | null | undefined, other: string | null | undefined): boolean {
  return (one ? secondsOf(one) : 0) === (other ? secondsOf(other) : 0);
}

/** A window in a unit where it is a whole number of them, else in the largest unit that fits. */
export function windowIn(window: string, unit: RollingUnit | undefined): { count: number; unit: RollingUnit } {
  const count = unit ? secondsOf(window) / secondsOf(durationOf(1, unit)) : NaN;
  return unit && Number.isInteger(count) ? { count, unit } : rollingOf(window);
}

/** The longest window that the platform takes, in whole units. */
export function longestIn(unit: RollingUnit): number {
  return secondsOf(LONGEST_WINDOW) / secondsOf(durationOf(1, unit));
}

function secondsOf(duration: string): number {
  return Math.round((minutesOf(duration) ?? 0) * 60);
}

function isWindow(text: string): boolean {
  return secondsOf(text) >= 1 && secondsOf(text) <= secondsOf(LONGEST_WINDOW);
}

function isCount(text: string): boolean {
  return /^\d{1,4}$/.test(text) && Number(text) >= 1;
}

/** How far a change is applied, in percent. */
export function percentOf({ status, done, left }: Schemas['RuleJob']): number {
  return status === 'COMPLETED' ? 100 : Math.min(99, Math.floor((done / Math.max(1, done + left)) * 100));
}

/** How far a dry run is; before it knows how much there is, nowhere. */
export function previewPercent({ status, done, total }: Schemas['RulePreviewJob']): number {
  return status === 'COMPLETED' ? 100 : Math.min(99, Math.floor((done / Math.max(1, total)) * 100));
}

/** One thing that two versions of the rules say differently. */
export type RuleChange =
  | { part: 'identifiersPerProfile'; before: number; after: number }
  | { part: RuleNumber; type: string; before: number | undefined; after: number }
  | { part: RuleWindow; type: string; before: string | null | undefined; after: string | null | undefined }
  | { part: 'strength'; type: string; before: TypeRule['strength'] | undefined; after: TypeRule['strength'] };

/** What rules say differently than those before; blocked values have a list of their own. */
export function changesBetween(before: Draft, after: Draft): RuleChange[] {
  const changes: RuleChange[] = after.types.flatMap((now): RuleChange[] => {
    const { type } = now;
    const then = before.types.find((each) => each.type === type);
    return [
      ...(then?.strength === now.strength ? [] : [{ part: 'strength' as const, type, before: then?.strength, after: now.strength }]),
      ...NUMBERS.filter((part) => then?.[part] !== now[part]).map((part) => ({ part, type, before: then?.[part], after: now[part] })),
      ...WINDOWS.filter((part) => !isSameWindow(then?.[part], now[part])).map((part) => ({ part, type, before: then?.[part], after: now[part] })),
    ];
  });
  return before.identifiersPerProfile === after.identifiersPerProfile
    ? changes
    : [...changes, { part: 'identifiersPerProfile', before: before.identifiersPerProfile, after: after.identifiersPerProfile }];
}
