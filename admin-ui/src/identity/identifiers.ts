import type { Schemas } from '../api/client';
import { isScoped } from '../imports/mapping';

export interface TypedIdentifier {
  type: string;
  scope?: string;
  value?: string;
}

/** What was typed as the platform takes it; a type without scopes has none, whatever was typed before the type was changed. */
export function identifierOf({ type, scope, value }: TypedIdentifier): Schemas['Identifier'] {
  return { type, value: value?.trim() ?? '', ...(isScoped(type) ? { scope: scope?.trim() ?? '' } : {}) };
}

/** A profile id as people paste it; undefined for what is none. */
export function profileIdIn(text: string | undefined): string | undefined {
  const id = text?.trim().toLowerCase() ?? '';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined;
}

/** The beginning of a hash: enough to tell the identifiers of one person apart in an address. */
export function shortHash(hash: string): string {
  return hash.slice(0, 10);
}
