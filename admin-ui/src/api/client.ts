import createClient, { type Middleware } from 'openapi-fetch';
import { accessToken, renewSession } from '../auth/session';
import { ApiProblem, problemOf } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

const bearer: Middleware = {
  onRequest({ request }) {
    const token = accessToken();
    if (token) {
      request.headers.set('Authorization', `Bearer ${token}`);
    }
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) {
      renewSession();
    }
    return response;
  },
};

export const api = createClient<paths>({ baseUrl: typeof window === 'undefined' ? '' : window.location.origin });
api.use(bearer);

/** The data of an answer, or an `ApiProblem` thrown. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new ApiProblem({ status: 0, code: 'UNREACHABLE', detail: String(cause) });
  });
  if (!response.ok) {
    throw new ApiProblem(problemOf(response.status, error));
  }
  return data as T;
}

/** Lets a change through only where the thing is still at the version that was loaded; what is new has none. */
export function ifStill(version: number | undefined): { headers?: Record<string, string> } {
  return version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } };
}

/** Fetches a file with the bearer token, which a plain link cannot send, and hands it to the browser to save. */
export async function download(path: string, accept: string, fileName: string): Promise<void> {
  const response = await fetch(path, { headers: { Accept: accept, Authorization: `Bearer ${accessToken() ?? ''}` } });
  if (!response.ok) {
    throw new ApiProblem(problemOf(response.status, await response.json().catch(() => null)));
  }
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Fetches a small picture with the bearer token, which an image element cannot send, as an address to show it from. */
export async function pictureAt(path: string): Promise<string> {
  const response = await fetch(path, { headers: { Accept: 'image/svg+xml', Authorization: `Bearer ${accessToken() ?? ''}` } });
  if (!response.ok) {
    throw new ApiProblem(problemOf(response.status, await response.json().catch(() => null)));
  }
  return `data:image/svg+xml;utf8,${encodeURIComponent(await response.text())}`;
}

/** Posts a form and tells how much of it has left the machine, which fetch cannot. */
export function upload<T>(path: string, body: FormData, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Authorization', `Bearer ${accessToken() ?? ''}`);
    request.setRequestHeader('Accept', 'application/json, application/problem+json');
    request.responseType = 'json';
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ApiProblem({ status: 0, code: 'UNREACHABLE' }));
    request.onabort = () => reject(new ApiProblem({ status: 0, code: 'CANCELLED' }));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(request.response as T);
      } else {
        reject(new ApiProblem(problemOf(request.status, request.response)));
      }
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
