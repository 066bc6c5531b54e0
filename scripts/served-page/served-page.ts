import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';

import express, { type Express, type Request } from 'express';
import { z } from 'zod';

import { pageState } from './page-state.js';
import type { ServedHomeserver } from './served-homeserver.js';

const CHANGE = z.object({
  revisions: z.array(z.string()),
  readings: z.array(z.object({ revision: z.string(), question: z.string(), reading: z.string() })),
});

/** What the page may load, and from where: nothing but its own parts. */
const POLICY = "default-src 'self'; img-src data:; frame-ancestors 'none'";

/** What answers for a homeserver and for its page, which has no paths below `/_matrix`. */
export function listenerFor(served: ServedHomeserver, hasPage: boolean): RequestListener {
  if (!hasPage) return served.current.app;
  const page = pageOf(served);
  return (request, response) => {
    const { url = '' } = request;
    const isOfPage = url === '/' || url.startsWith('/?') || url.startsWith('/_page/');
    (isOfPage ? page : served.current.app)(request, response);
  };
}

/**
 * The page on which a person sees what goes on in a homeserver, and tries things. It is for whoever sits at this machine:
 * it answers under the names of the loopback interface alone, and to no other site.
 */
function pageOf(served: ServedHomeserver): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    response.set({
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    if (isFromHere(request)) next();
    else response.status(403).json({ error: 'This page is for whoever sits at this machine.' });
  });

  app.get('/', (_request, response) => void response.type('html').send(asset('page.html')));
  app.get('/_page/page.js', (_request, response) => void response.type('js').send(asset('page.js')));
  app.get('/_page/page.css', (_request, response) => void response.type('css').send(asset('page.css')));
  app.get('/_page/state', (_request, response) => void response.json(pageState(served)));
  app.post('/_page/settings', express.json({ type: () => true }), (request, response) => {
    const change = CHANGE.safeParse(request.body);
    try {
      if (!change.success) throw new RangeError('these are no settings');
      served.startOver(change.data.revisions, change.data.readings);
      response.json({});
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      response.status(400).json({ error: error.message });
    }
  });
  return app;
}

function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** Other sites can send requests to this machine, and can have names that lead to it. */
function isFromHere({ headers: { host = '', origin } }: Request): boolean {
  if (origin !== undefined && origin !== `http://${host}`) return false;
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host);
}
