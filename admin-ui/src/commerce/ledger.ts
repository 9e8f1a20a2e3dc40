import type { Schemas } from '../api/client';

export type OwnerKind = 'PLATFORM' | 'MERCHANT' | 'GUIDE';

/** Whose an account is. */
export function ownerOf({ kind }: Pick<Schemas['LedgerAccount'], 'kind'>): OwnerKind {
  switch (kind) {
    case 'MERCHANT_CLEARING':
      return 'MERCHANT';
    case 'PLATFORM_REVENUE':
    case 'REFERRAL_EXPENSE':
    case 'BAD_DEBT':
      return 'PLATFORM';
    case 'GUIDE_PENDING':
    case 'GUIDE_PAYABLE':
    case 'GUIDE_RESERVED':
    case 'GUIDE_PAID':
    case 'GUIDE_DEBT':
    case 'TAX_WITHHELD':
      return 'GUIDE';
  }
}

/** What an entry is about: an order with its shop, or the id of what is none. */
export function sourceOf({ source, externalId }: Pick<Schemas['LedgerEntry'], 'source' | 'externalId'>): { order?: string; merchant?: string; id: string } {
  const match = /^order:([^/]+)\/(.+)$/.exec(source);
  return match?.[1] && match[2] ? { merchant: match[1], order: match[2], id: externalId } : { id: externalId };
}
