import dayjs, { type Dayjs } from 'dayjs';
import type { Schemas } from '../api/client';
import type { FieldPath } from '../api/problem';
import { newWindow, windowField, windowOf, windowValuesOf, type WindowValues } from './windowForm';

/** One plan row as people fill it in. */
export interface PlanRowValues extends WindowValues {
  channel: string | undefined;
  target: number;
  minimum?: number | null;
}

export interface CampaignValues {
  name: string;
  flight: [Dayjs, Dayjs];
  audienceKind: Schemas['Audience']['kind'];
  profileIds?: string;
  dataSetId?: string;
  plan: PlanRowValues[];
  priority: number;
  messageClass: 'MARKETING' | 'SERVICE';
  exemptFromCaps: boolean;
  countedByCaps: boolean;
  holdoutPercent: number | null;
}

export function newPlanRow(): PlanRowValues {
  return { channel: undefined, target: 3, ...newWindow('CAMPAIGN') };
}

export function newCampaign(): CampaignValues {
  const start = dayjs().startOf('day').add(1, 'day');
  return {
    name: '',
    flight: [start, start.add(14, 'day')],
    audienceKind: 'EVERYONE',
    plan: [newPlanRow()],
    priority: 100,
    messageClass: 'MARKETING',
    exemptFromCaps: false,
    countedByCaps: true,
    holdoutPercent: 0,
  };
}

export function valuesOf(definition: Schemas['CampaignDefinition']): CampaignValues {
  const { audience } = definition;
  return {
    name: definition.name,
    flight: [dayjs(definition.startsAt), dayjs(definition.endsAt)],
    audienceKind: audience.kind,
    ...(audience.profileIds ? { profileIds: audience.profileIds.join('\n') } : {}),
    ...(audience.dataSetId ? { dataSetId: audience.dataSetId } : {}),
    plan: definition.plan.map(rowOf),
    priority: definition.priority ?? 100,
    messageClass: definition.messageClass ?? 'MARKETING',
    exemptFromCaps: definition.exempt?.fromCaps ?? false,
    countedByCaps: definition.exempt?.counted ?? true,
    holdoutPercent: definition.holdoutPercent ?? 0,
  };
}

function rowOf(row: Schemas['PlanRow']): PlanRowValues {
  return {
    channel: row.channel,
    target: row.target,
    ...windowValuesOf(row.window),
    ...(row.minimum !== undefined && row.minimum !== row.target ? { minimum: row.minimum } : {}),
  };
}

export function definitionOf(values: CampaignValues): Schemas['CampaignDefinition'] {
  return {
    name: values.name.trim(),
    startsAt: values.flight[0].format(),
    endsAt: values.flight[1].format(),
    audience: audienceOf(values),
    plan: values.plan.map(planRowOf),
    priority: values.priority,
    messageClass: values.messageClass,
    ...(values.exemptFromCaps || !values.countedByCaps ? { exempt: { fromCaps: values.exemptFromCaps, counted: values.countedByCaps } } : {}),
    ...(values.holdoutPercent && mayHoldOut(values.messageClass, values.audienceKind) ? { holdoutPercent: values.holdoutPercent } : {}),
  };
}

/** Whether anybody can be held out: people are owed service messages, and a log tells of what was shown already. */
export function mayHoldOut(messageClass: CampaignValues['messageClass'] | undefined, audienceKind: CampaignValues['audienceKind'] | undefined): boolean {
  return messageClass !== 'SERVICE' && audienceKind !== 'DATA_SET';
}

function audienceOf(values: CampaignValues): Schemas['Audience'] {
  switch (values.audienceKind) {
    case 'EVERYONE':
      return { kind: 'EVERYONE' };
    case 'LIST':
      return { kind: 'LIST', profileIds: profileIdsOf(values.profileIds ?? '') };
    case 'DATA_SET':
      return { kind: 'DATA_SET', dataSetId: values.dataSetId ?? '' };
  }
}

/** Ids pasted from anywhere: one per line, or with commas, semicolons or spaces between; each once. */
export function profileIdsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;，；]+/).filter(Boolean))];
}

export function planRowOf(row: PlanRowValues): Schemas['PlanRow'] {
  return {
    channel: row.channel ?? '',
    target: row.target,
    window: windowOf(row),
    ...(row.minimum !== undefined && row.minimum !== null ? { minimum: row.minimum } : {}),
  };
}

/** Whether a row can be read back as a sentence: a number field that was cleared holds null. */
export function isComplete(row: PlanRowValues): boolean {
  return Boolean(row.channel && row.target && (row.windowKind !== 'ROLLING' || row.rollingCount));
}

/** Which field of the form shows a wire path of the definition. */
export function fieldForCampaign(path: FieldPath): FieldPath | null {
  const [first, index, part, detail] = path;
  switch (first) {
    case 'name':
    case 'priority':
    case 'messageClass':
    case 'holdoutPercent':
      return [first];
    case 'exempt':
      return [index === 'counted' ? 'countedByCaps' : 'exemptFromCaps'];
    case 'startsAt':
    case 'endsAt':
      return ['flight'];
    case 'audience':
      return index === 'profileIds' ? ['profileIds'] : ['audienceKind'];
    case 'plan':
      return typeof index === 'number' ? ['plan', index, rowField(part, detail)] : null;
    default:
      return null;
  }
}

function rowField(part: string | number | undefined, detail: string | number | undefined): string {
  switch (part) {
    case 'target':
    case 'minimum':
      return part;
    case 'window':
      return windowField(detail);
    default:
      return 'channel';
  }
}
