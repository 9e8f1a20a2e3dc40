/**
 * SHA-256 for the PKCE challenge (FIPS 180-4). The browser's own is offered only on secure origins, and a platform
 * tried out on `http://192.168.…` is not one; nothing else in the application hashes.
 */
export function sha256(message: Uint8Array): Uint8Array {
  const length = message.length;
  const padded = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  padded.set(message);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x2000_0000));
  view.setUint32(padded.length - 4, length << 3);

  const state = Uint32Array.from(firstPrimes(8), (prime) => fraction(Math.sqrt(prime)));
  const constants = Uint32Array.from(firstPrimes(64), (prime) => fraction(Math.cbrt(prime)));
  const words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 64; i++) {
      words[i] = i < 16
        ? view.getUint32(block + i * 4)
        : at(words, i - 16) + small0(at(words, i - 15)) + at(words, i - 7) + small1(at(words, i - 2));
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const first = (h + big1(e) + ((e & f) ^ (~e & g)) + at(constants, i) + at(words, i)) >>> 0;
      const second = (big0(a) + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = at(state, i) + value));
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((value, i) => digest.setUint32(i * 4, value));
  return new Uint8Array(digest.buffer);
}

const at = (words: Uint32Array, index: number) => words[index] ?? 0;
const rotate = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));
const small0 = (w: number) => rotate(w, 7) ^ rotate(w, 18) ^ (w >>> 3);
const small1 = (w: number) => rotate(w, 17) ^ rotate(w, 19) ^ (w >>> 10);
const big0 = (w: number) => rotate(w, 2) ^ rotate(w, 13) ^ rotate(w, 22);
const big1 = (w: number) => rotate(w, 6) ^ rotate(w, 11) ^ rotate(w, 25);
const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 0x1_0000_0000);

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => n % prime !== 0)) {
      primes.push(n);
    }
  }
  return primes;
}
