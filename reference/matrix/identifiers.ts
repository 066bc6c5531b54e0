/** The longest identifier that Matrix allows, in bytes of UTF-8. */
export const MAX_IDENTIFIER_BYTES = 255;

/** Whether a string has the form `@localpart:server` of a user id, as other servers might have given it out, too. */
export function isUserId(value: string): boolean {
  return /^@[^:\0]*:[^\0]+$/.test(value) && Buffer.byteLength(value) <= MAX_IDENTIFIER_BYTES;
}

/** Whether a string has the form of a room id, which is opaque and may name a server or not. */
export function isRoomId(value: string): boolean {
  return /^![^\0]+$/.test(value) && Buffer.byteLength(value) <= MAX_IDENTIFIER_BYTES;
}

/** Whether a string has the form `#localpart:server` of a room alias. */
export function isRoomAlias(value: string): boolean {
  return /^#[^:\0]+:[^\0]+$/.test(value) && Buffer.byteLength(value) <= MAX_IDENTIFIER_BYTES;
}

/** Whether a localpart may be registered: the characters that the specification allows for new users. */
export function isNewLocalpart(value: string): boolean {
  return /^[a-z0-9._=\-/+]+$/.test(value);
}
