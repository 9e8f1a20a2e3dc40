import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { challengeOf, pkcePair } from './pkce';
import { sha256 } from './sha256';

it('makes the challenge of RFC 7636 appendix B', () => {
  expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});

it('hashes like the platform at every length around a block', () => {
  for (let length = 0; length < 140; length++) {
    const message = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256);
    expect(Buffer.from(sha256(message)).toString('hex')).toBe(createHash('sha256').update(message).digest('hex'));
  }
});

it('never repeats a verifier', () => {
  expect(pkcePair().verifier).not.toBe(pkcePair().verifier);
  expect(pkcePair().verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
