/** What a decision is looked up by. */
export type Lookup =
  | { by: 'grant'; grantId: string }
  | { by: 'request'; requestId: string; partnerId?: string }
  | { by: 'touch'; touchId: string };

/** Grant ids are at least 66 bytes of base64url, the first of which is 1. */
const GRANT_ID = /^A[Q-Za-f][\w-]{86,}$/;

/** One field takes both ids: a grant id is told by its form, and all else is a request id. A touch comes from a link only. */
export function lookupOf(id: string | undefined, partner: string | undefined, touch: string | undefined): Lookup | undefined {
  const typed = id?.trim();
  if (!typed) {
    return touch ? { by: 'touch', touchId: touch } : undefined;
  }
  if (GRANT_ID.test(typed)) {
    return { by: 'grant', grantId: typed };
  }
  const partnerId = partner?.trim();
  return { by: 'request', requestId: typed, ...(partnerId ? { partnerId } : {}) };
}
