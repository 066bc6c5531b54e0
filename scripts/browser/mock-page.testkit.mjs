// The script of the page on which the mock is tried: what a developer of a client would write in a test that runs in a browser.
import { setupWorker } from 'msw/browser';

import { mockHomeserver } from 'futures-conformance/mock/browser';

const hs = mockHomeserver('https://hs.example');
const worker = setupWorker(...hs.handlers);
await worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
Object.assign(window, { hs, worker });
