import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type BrowserContextOptions, type Page, chromium } from 'playwright-core';

import { findChromium } from './find-chromium.testkit.js';

/** A page as a browser has it, and what went on while it was there. */
export interface OpenPage {
  readonly page: Page;
  /** What the browser has asked for beside the page itself. */
  readonly requests: readonly string[];
  /** What a script has said or broken, and what a policy has stopped. */
  readonly complaints: readonly string[];
}

/** A browser for tests, with the pages that they have made. */
export class TestBrowser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'fc-pages-'));
  readonly #browser = chromium.launch({
    executablePath: findChromium(process.env),
    // A machine for tests may have no sandbox to offer, and all that is opened here is our own.
    args: ['--no-sandbox'],
  });
  #pages = 0;

  /** Opens a page from a file, as a person would, who has been given it. */
  async open(html: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    this.#pages += 1;
    const file = join(this.#folder, `${this.#pages}.html`);
    writeFileSync(file, html);
    return this.visit(pathToFileURL(file).href, options);
  }

  /** Opens a page from where it is. */
  async visit(url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const context = await (await this.#browser).newContext({ viewport: { width: 1_200, height: 900 }, ...options });
    const page = await context.newPage();
    const [requests, complaints]: string[][] = [[], []];
    page.on('request', (request) => {
      if (request.url() !== url) requests?.push(request.url());
    });
    page.on('console', (message) => complaints?.push(message.text()));
    page.on('pageerror', (error) => complaints?.push(String(error)));
    page.on('dialog', (dialog) => {
      complaints?.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    return { page, requests: requests ?? [], complaints: complaints ?? [] };
  }

  async close(): Promise<void> {
    await (await this.#browser).close();
    rmSync(this.#folder, { recursive: true });
  }
}
