import { sha256 } from '@noble/hashes/sha2.js';
import { Buffer } from 'node:buffer';

/*
 * The part of `node:crypto` that the reference stands on, for the bundle that runs in browsers: there `crypto.subtle` hashes
 * too, but only in promises.
 */

/** Bytes that can be written like those of Node; the stand-in that bundlers have for its buffers knows no base64url. */
class Bytes extends Uint8Array {
  override toString(encoding: BufferEncoding = 'utf8'): string {
    if (encoding !== 'base64url') return Buffer.from(this).toString(encoding);
    return Buffer.from(this).toString('base64').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  }
}

/** A hash that is fed piece by piece. */
export interface Hash {
  update(data: string | Uint8Array): Hash;
  digest(): Bytes;
  digest(encoding: BufferEncoding): string;
}

/**
 * Begins a hash.
 *
 * @throws RangeError for another algorithm than SHA-256
 */
export function createHash(algorithm: string): Hash {
  if (algorithm !== 'sha256') throw new RangeError(`there is no hash called ${algorithm} here`);
  const state = sha256.create();
  const digest = (encoding?: BufferEncoding): Bytes | string => {
    const bytes = new Bytes(state.digest());
    return encoding === undefined ? bytes : bytes.toString(encoding);
  };
  const hash: Hash = {
    update(data) {
      state.update(typeof data === 'string' ? new TextEncoder().encode(data) : data);
      return hash;
    },
    digest: digest as Hash['digest'],
  };
  return hash;
}

/** So many bytes that nobody can guess. */
export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Bytes(count));
}

/** In the memory of a page nobody measures times. */
export function timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
