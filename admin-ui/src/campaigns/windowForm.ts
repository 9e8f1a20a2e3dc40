import type { Schemas } from '../api/client';
import { durationOf, rollingOf, type RollingUnit } from './duration';

export type WindowKind = Schemas['Window']['kind'];
export type CalendarUnit = Schemas['CalendarWindow']['unit'];

export const WINDOW_KINDS: WindowKind[] = ['CAMPAIGN', 'ROLLING', 'CALENDAR'];
export const CALENDAR_UNITS: CalendarUnit[] = ['DAY', 'WEEK', 'MONTH'];
export const ROLLING_UNITS: RollingUnit[] = ['DAYS', 'HOURS', 'MINUTES', 'SECONDS'];

/** A window as people fill it in: the fields of all three kinds, of which one kind's count. */
export interface WindowValues {
  windowKind: WindowKind;
  rollingCount: number;
  rollingUnit: RollingUnit;
  calendarUnit: CalendarUnit;
  zone: string;
}

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function newWindow(windowKind: WindowKind): WindowValues {
  return { windowKind, rollingCount: 7, rollingUnit: 'DAYS', calendarUnit: 'DAY', zone: localZone() };
}

export function windowValuesOf(window: Schemas['Window']): WindowValues {
  const blank = newWindow(window.kind);
  switch (window.kind) {
    case 'CAMPAIGN':
      return blank;
    case 'ROLLING': {
      const { count, unit } = rollingOf(window.duration);
      return { ...blank, rollingCount: count, rollingUnit: unit };
    }
    case 'CALENDAR':
      return { ...blank, calendarUnit: window.unit, zone: window.zone };
  }
}

export function windowOf(values: WindowValues): Schemas['Window'] {
  switch (values.windowKind) {
    case 'CAMPAIGN':
      return { kind: 'CAMPAIGN' };
    case 'ROLLING':
      return { kind: 'ROLLING', duration: durationOf(values.rollingCount, values.rollingUnit) };
    case 'CALENDAR':
      return { kind: 'CALENDAR', unit: values.calendarUnit, zone: values.zone };
  }
}

/** Which field of the form shows a part of a window on the wire. */
export function windowField(part: string | number | undefined): keyof WindowValues {
  return part === 'duration' ? 'rollingCount' : part === 'zone' ? 'zone' : 'windowKind';
}
