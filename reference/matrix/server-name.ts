const PORT = '(?::[0-9]{1,5})?';
const DNS_NAME = '[A-Za-z0-9.-]{1,255}';
const IPV6_ADDRESS = String.raw`\[[0-9A-Fa-f:.]{2,45}\]`;

const SERVER_NAME = new RegExp(`^(?:${DNS_NAME}|${IPV6_ADDRESS})${PORT}$`);

/**
 * Whether a string can be the name of a homeserver: a host, perhaps with a port.
 *
 * @see https://spec.matrix.org/latest/appendices/#server-name
 */
export function isServerName(value: string): boolean {
  return SERVER_NAME.test(value);
}
