import type { Schemas } from '../api/client';

type Finding = Schemas['RuleFinding'];

export interface Hours {
  from: string;
  to: string;
  zone: string;
}

/** What a rule said, with its window told apart. */
export interface RuleView {
  key: string;
  finding: Finding;
  window: Schemas['Window'] | undefined;
  hours: Hours | undefined;
  version: number | undefined;
  /** Whether it alone would have denied. */
  reached: boolean;
}

export function ruleViews(rules: Finding[]): RuleView[] {
  return rules.map((finding, index) => ({
    key: `${finding.kind} ${finding.id ?? finding.campaignId ?? ''} ${finding.row ?? ''} ${index}`,
    finding,
    window: finding.kind === 'QUIET_HOURS' ? undefined : windowNamed(finding.window),
    hours: finding.kind === 'QUIET_HOURS' ? hoursNamed(finding.window) : undefined,
    version: finding.campaignVersion ?? finding.version,
    reached: finding.kind === 'QUIET_HOURS' || (finding.count ?? 0) + (finding.reserved ?? 0) >= (finding.target ?? 0),
  }));
}

/** A window as findings name it: `CAMPAIGN`, `P7D`, `PT36H` or `DAY Asia/Shanghai`. */
export function windowNamed(name: string): Schemas['Window'] | undefined {
  if (name === 'CAMPAIGN') {
    return { kind: 'CAMPAIGN' };
  }
  if (name.startsWith('P')) {
    return { kind: 'ROLLING', duration: name };
  }
  const match = /^(DAY|WEEK|MONTH) (\S+)$/.exec(name);
  return match ? { kind: 'CALENDAR', unit: match[1] as Schemas['CalendarWindow']['unit'], zone: match[2] ?? '' } : undefined;
}

/** Quiet hours as findings name them: `22:00-08:00 Asia/Shanghai`. */
export function hoursNamed(name: string): Hours | undefined {
  const match = /^([\d:]+)-([\d:]+) (\S+)$/.exec(name);
  return match ? { from: match[1] ?? '', to: match[2] ?? '', zone: match[3] ?? '' } : undefined;
}

/** The identifiers a person has now, strongest evidence of whom was asked for; those handed on are somebody else's. */
export function currentIdentifiers<T extends Pick<Schemas['OwnedIdentifier'], 'type' | 'validTo'>>(profile: { identifiers: T[] }, now: number): T[] {
  return profile.identifiers.filter((identifier) => !identifier.validTo || Date.parse(identifier.validTo) > now);
}

/** The partner of `partner:site`; undefined for the brand's own systems. */
export function partnerOf(askedBy: string): string | undefined {
  return askedBy.startsWith('partner:') ? askedBy.slice('partner:'.length) : undefined;
}
