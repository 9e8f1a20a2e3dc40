/** ISO-8601 durations as the platform writes them: days, hours, minutes and seconds. */
export function minutesOf(duration: string): number | undefined {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration);
  if (!match) {
    return undefined;
  }
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60) + (minutes ?? 0) + (seconds ?? 0) / 60;
}

export type RollingUnit = 'DAYS' | 'HOURS' | 'MINUTES' | 'SECONDS';

/** The largest unit that says the duration in whole numbers. */
export function rollingOf(duration: string): { count: number; unit: RollingUnit } {
  const minutes = minutesOf(duration) ?? 0;
  if (minutes >= 1440 && minutes % 1440 === 0) {
    return { count: minutes / 1440, unit: 'DAYS' };
  }
  if (minutes >= 60 && minutes % 60 === 0) {
    return { count: minutes / 60, unit: 'HOURS' };
  }
  return Number.isInteger(minutes) ? { count: minutes, unit: 'MINUTES' } : { count: Math.round(minutes * 60), unit: 'SECONDS' };
}

export function durationOf(count: number, unit: RollingUnit): string {
  switch (unit) {
    case 'DAYS':
      return `P${count}D`;
    case 'HOURS':
      return `PT${count}H`;
    case 'MINUTES':
      return `PT${count}M`;
    case 'SECONDS':
      return `PT${count}S`;
  }
}
