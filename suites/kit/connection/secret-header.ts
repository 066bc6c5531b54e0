/** What headers are called that open doors. */
const SECRET_NAME = /auth|cookie|token|secret|key|password|credential|session|signature/i;

/** Whether the value of a header of this name is nobody else's business. */
export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name);
}
