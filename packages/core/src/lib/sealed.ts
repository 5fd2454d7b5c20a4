import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Bytes of the AES-GCM nonce and tag. */
const nonceLength = 12;
const tagLength = 16;

/**
 * Encrypts with AES-256-GCM. `name` is authenticated: data sealed under one name cannot be opened under another.
 * @param nonce 12 bytes, never reused with the same key
 */
export function seal(key: Buffer, name: string, nonce: Uint8Array, text: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the data was sealed with another key or under another name, or was changed */
export function unseal(key: Buffer, name: string, sealed: Buffer): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength)).setAAD(Buffer.from(name));
  cipher.setAuthTag(sealed.subarray(-tagLength));
  return Buffer.concat([cipher.update(sealed.subarray(nonceLength, -tagLength)), cipher.final()]);
}
