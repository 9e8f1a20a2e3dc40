import type { Schemas } from '../api/client';
import type { FieldPath } from '../api/problem';
import { minutesOf } from '../campaigns/duration';

export const FAMILIES = ['SEARCH', 'SOCIAL', 'VIDEO', 'DISPLAY', 'MESSAGING', 'EMAIL', 'APP', 'STORE', 'LIVE'] as const;

export interface ChannelValues {
  channelId: string;
  name: string;
  family: Schemas['ChannelDefinition']['family'];
  domain: Schemas['ChannelDefinition']['domain'];
  closed: boolean;
  partnerId?: string;
  grantMinutes: number;
  onUnavailable: 'DENY' | 'ALLOW';
}

const FIELDS = new Set(['name', 'family', 'domain', 'closed', 'partnerId', 'onUnavailable', 'channelId']);

export function valuesOf(channel: Schemas['Channel'] | undefined): ChannelValues {
  return {
    channelId: channel?.channelId ?? '',
    name: channel?.name ?? '',
    family: channel?.family ?? 'SEARCH',
    domain: channel?.domain ?? 'PUBLIC',
    closed: channel?.closed ?? false,
    ...(channel?.partnerId ? { partnerId: channel.partnerId } : {}),
    grantMinutes: minutesOf(channel?.grantTtl ?? 'PT10M') ?? 10,
    onUnavailable: channel?.onUnavailable ?? 'DENY',
  };
}

export function definitionOf(values: ChannelValues): Schemas['ChannelDefinition'] {
  return {
    name: values.name.trim(),
    domain: values.domain,
    closed: values.domain === 'PUBLIC' && Boolean(values.closed),
    family: values.family,
    ...(values.partnerId?.trim() ? { partnerId: values.partnerId.trim() } : {}),
    grantTtl: minutesText(Number(values.grantMinutes)),
    onUnavailable: values.onUnavailable,
  };
}

/** ISO-8601 knows no fractions of minutes. */
function minutesText(minutes: number): string {
  return Number.isInteger(minutes) ? `PT${minutes}M` : `PT${Number((minutes * 60).toFixed(3))}S`;
}

export function fieldForChannel(path: FieldPath): FieldPath | null {
  const first = String(path[0] ?? '');
  return first === 'grantTtl' ? ['grantMinutes'] : FIELDS.has(first) ? [first] : null;
}
