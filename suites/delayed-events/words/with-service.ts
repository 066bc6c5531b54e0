/** The application service that the reference knows where a check is about one. */
export const WITH_SERVICE = {
  applicationServices: [{ asToken: 'token-of-a-service', senderLocalpart: 'service' }],
} as const;
