import type { Schemas } from '../api/client';

export type Role = 'customer' | 'time' | 'channel' | 'interaction' | 'exposureId' | 'unused';
export const ROLES: Role[] = ['customer', 'time', 'channel', 'interaction', 'exposureId', 'unused'];

export const IDENTIFIER_TYPES = [
  'login_id', 'loyalty_id', 'phone', 'email', 'phone_sha256', 'email_sha256', 'wechat_unionid', 'wechat_openid', 'idfa', 'oaid', 'gaid', 'cookie',
] as const;
const SCOPED = new Set(['login_id', 'loyalty_id', 'wechat_unionid', 'wechat_openid', 'cookie']);

/** What one column of the file means. `type` and `scope` count for customers, `exposures` for interactions. */
export interface ColumnMapping {
  column: string;
  samples: string[];
  role: Role;
  type: string;
  scope: string;
  exposures: string[];
}

/** The mapping as people adjust it; the wire form is made from it when the file leaves. */
export interface MappingDraft {
  columns: ColumnMapping[];
  /** For a file without a channel column. */
  constantChannel: string | undefined;
  /** Channel ids by the labels seen in the file. */
  channels: Record<string, string>;
  zone: string;
}

export type Flaw = 'CUSTOMER_MISSING' | 'TIME_MISSING' | 'CHANNEL_MISSING' | 'SCOPE_MISSING' | 'EXPOSURES_MISSING';

export function isScoped(type: string): boolean {
  return SCOPED.has(type);
}

export function draftOf(preview: Schemas['ImportPreview'], channels: { channelId: string; name: string }[]): MappingDraft {
  const { mapping } = preview;
  const columns = preview.columns.map((column): ColumnMapping => {
    const customer = mapping.customer?.find((each) => each.column === column);
    const role: Role = customer
      ? 'customer'
      : column === mapping.time ? 'time'
        : column === mapping.channel ? 'channel'
          : column === mapping.interaction?.column ? 'interaction'
            : column === mapping.exposureId ? 'exposureId' : 'unused';
    return {
      column,
      samples: preview.samples[column] ?? [],
      role,
      type: customer?.type ?? 'login_id',
      scope: customer?.scope ?? '',
      exposures: role === 'interaction' ? mapping.interaction?.exposures ?? [] : [],
    };
  });
  const draft: MappingDraft = { columns, constantChannel: undefined, channels: {}, zone: 'UTC' };
  return { ...draft, channels: guessChannels(labelsOf(draft), channels) };
}

/** The labels of the channel column, as far as the preview saw them. */
export function labelsOf(draft: MappingDraft): string[] {
  return draft.columns.find((column) => column.role === 'channel')?.samples ?? [];
}

/** A label belongs to the channel of the same id or name, whatever the case, spaces and punctuation. */
export function guessChannels(labels: string[], channels: { channelId: string; name: string }[]): Record<string, string> {
  const known = new Map(channels.flatMap((channel) => [[bare(channel.name), channel.channelId], [bare(channel.channelId), channel.channelId]]));
  return Object.fromEntries(labels.flatMap((label) => {
    const channelId = known.get(bare(label));
    return channelId ? [[label, channelId]] : [];
  }));
}

/** Each meaning belongs to one column, except that several columns may say who the customer is. */
export function withRole(draft: MappingDraft, column: string, role: Role): MappingDraft {
  return {
    ...draft,
    columns: draft.columns.map((each) => {
      if (each.column === column) {
        return { ...each, role, exposures: role === 'interaction' ? exposuresAmong(each.samples) : [] };
      }
      return role !== 'customer' && role !== 'unused' && each.role === role ? { ...each, role: 'unused', exposures: [] } : each;
    }),
  };
}

function exposuresAmong(values: string[]): string[] {
  return values.filter((value) => /impression|exposure|view|show|display|曝光|展示/i.test(value));
}

export function withColumn(draft: MappingDraft, column: string, change: Partial<ColumnMapping>): MappingDraft {
  return { ...draft, columns: draft.columns.map((each) => (each.column === column ? { ...each, ...change } : each)) };
}

/** What is still missing before the file can go. In a data set of its own, ids need no scope: they meet nobody else's. */
export function flawsOf(draft: MappingDraft, dataSet = false): Flaw[] {
  const has = (role: Role) => draft.columns.some((column) => column.role === role);
  const interaction = draft.columns.find((column) => column.role === 'interaction');
  return [
    ...(has('customer') ? [] : ['CUSTOMER_MISSING' as const]),
    ...(has('time') ? [] : ['TIME_MISSING' as const]),
    ...(has('channel') || draft.constantChannel ? [] : ['CHANNEL_MISSING' as const]),
    ...(!dataSet && draft.columns.some((column) => column.role === 'customer' && isScoped(column.type) && !column.scope.trim()) ? ['SCOPE_MISSING' as const] : []),
    ...(interaction && interaction.exposures.length === 0 ? ['EXPOSURES_MISSING' as const] : []),
  ];
}

export function unmappedLabels(draft: MappingDraft): string[] {
  return labelsOf(draft).filter((label) => !draft.channels[label]);
}

export function mappingOf(draft: MappingDraft, campaignId: string): Schemas['ImportMapping'] {
  const of = (role: Role) => draft.columns.find((column) => column.role === role);
  const interaction = of('interaction');
  const exposureId = of('exposureId');
  const channel = of('channel');
  return {
    campaignId,
    customer: draft.columns.filter((column) => column.role === 'customer').map((column) => ({
      column: column.column,
      type: column.type,
      ...(isScoped(column.type) && column.scope.trim() ? { scope: column.scope.trim() } : {}),
    })),
    time: of('time')?.column ?? '',
    channel: channel ? channel.column : { constant: draft.constantChannel ?? '' },
    ...(exposureId ? { exposureId: exposureId.column } : {}),
    ...(interaction ? { interaction: { column: interaction.column, exposures: interaction.exposures } } : {}),
    ...(channel ? { channels: Object.fromEntries(Object.entries(draft.channels).filter(([, channelId]) => channelId)) } : {}),
    zone: draft.zone,
  };
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
