import { useSyncExternalStore } from 'react';
import { pkcePair, randomText } from './pkce';

/** The token lives in memory, and in this tab's sessionStorage so that a reload does not sign out. */
export interface Session {
  accessToken: string;
  idToken?: string;
  expiresAt: number;
}

const CLIENT_ID = 'evenreach-admin';
const SESSION_KEY = 'evenreach.session';
const PENDING_KEY = 'evenreach.sign-in';

let current = restore();
const listeners = new Set<() => void>();

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, () => current);
}

export function accessToken(): string | undefined {
  return current?.accessToken;
}

/** Leaves for the platform's sign-in page; the browser comes back on `/callback`. */
export function beginSignIn(returnTo: string): void {
  const { verifier, challenge } = pkcePair();
  const state = randomText();
  sessionStorage.setItem(PENDING_KEY, JSON.stringify({ verifier, state, returnTo }));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: redirectUri(),
    scope: 'openid',
    ui_locales: document.documentElement.lang || 'en',
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  window.location.assign(`/oauth2/authorize?${query}`);
}

/** Exchanges the code of the callback for a token; answers where the person wanted to go. */
export async function completeSignIn(callback: URLSearchParams): Promise<string> {
  const pending = JSON.parse(sessionStorage.getItem(PENDING_KEY) ?? '{}') as Partial<Record<string, string>>;
  const code = callback.get('code');
  if (!code || !pending.verifier || callback.get('state') !== pending.state) {
    throw new Error(callback.get('error_description') ?? callback.get('error') ?? 'STATE_MISMATCH');
  }
  sessionStorage.removeItem(PENDING_KEY);
  const response = await fetch('/oauth2/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      redirect_uri: redirectUri(),
      code,
      code_verifier: pending.verifier,
    }),
  });
  if (!response.ok) {
    throw new Error(`TOKEN_${response.status}`);
  }
  const token = (await response.json()) as { access_token: string; id_token?: string; expires_in?: number };
  replace({
    accessToken: token.access_token,
    ...(token.id_token ? { idToken: token.id_token } : {}),
    expiresAt: Date.now() + (token.expires_in ?? 300) * 1000,
  });
  return pending.returnTo ?? '/';
}

/** The platform no longer takes the token: renew it silently while its own session lasts, else its page asks again. */
export function renewSession(): void {
  if (current) {
    replace(null);
    beginSignIn(window.location.pathname + window.location.search);
  }
}

/** Ends the platform's own session too (OpenID Connect RP-initiated logout); where it is over already, all is well. */
export async function signOut(): Promise<void> {
  const idToken = current?.idToken;
  replace(null);
  sessionStorage.removeItem(PENDING_KEY);
  if (idToken) {
    const body = new URLSearchParams({ id_token_hint: idToken });
    await fetch('/connect/logout', { method: 'POST', body, redirect: 'manual' }).catch(() => undefined);
  }
  window.location.assign('/sign-in');
}

function redirectUri(): string {
  return `${window.location.origin}/callback`;
}

function replace(session: Session | null): void {
  current = session;
  if (session) {
    sessionStorage.setItem(SESSION_KEY, JSON.stringify(session));
  } else {
    sessionStorage.removeItem(SESSION_KEY);
  }
  listeners.forEach((listener) => listener());
}

function restore(): Session | null {
  const stored = typeof sessionStorage === 'undefined' ? null : sessionStorage.getItem(SESSION_KEY);
  const session = stored ? (JSON.parse(stored) as Session) : null;
  return session && session.expiresAt > Date.now() ? session : null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
