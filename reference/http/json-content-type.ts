import type { Express, Response } from 'express';

/**
 * Makes an app answer JSON under the content type that the specification names, `application/json`. Express by itself
 * adds a charset to it, which that type does not have.
 */
export function useJsonContentType(app: Express): void {
  app.response.json = function (this: Response, body: unknown): Response {
    if (!this.hasHeader('Content-Type')) this.setHeader('Content-Type', 'application/json');
    // Bytes, since Express writes a charset beside every text.
    return this.send(Buffer.from(JSON.stringify(body)));
  };
}
