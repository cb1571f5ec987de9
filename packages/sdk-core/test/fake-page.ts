import { vi } from 'vitest';

/** A page of two event targets and an address, put where scripts find it; `vi.unstubAllGlobals()` takes it away. */
export interface FakePage {
  window: EventTarget & { document: FakeDocument };
  document: FakeDocument;
}

interface FakeDocument extends EventTarget {
  URL: string;
  baseURI: string;
  readyState: string;
}

export function stubPage(url: string, readyState = 'complete'): FakePage {
  const document = Object.assign(new FakeTarget(), { URL: url, baseURI: url, readyState });
  const window = Object.assign(new FakeTarget(), { document });
  for (const [name, value] of Object.entries({
    window,
    document,
    location: new URL(url),
    Element: FakeElement,
  })) {
    vi.stubGlobal(name, value);
  }
  return { window, document };
}

/** Node does not know `true` for a captured listener that is removed, as the DOM standard has it. */
class FakeTarget extends EventTarget {
  override removeEventListener(
    type: string,
    listener: EventListener,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener, typeof options === 'boolean' ? { capture: options } : options);
  }
}

/** An element with attributes. Properties such as `href` are set by the test, as a browser would. */
export class FakeElement extends EventTarget {
  [property: string]: unknown;
  readonly localName: string;
  readonly #attributes: Record<string, string>;

  constructor(localName: string, attributes: Record<string, string> = {}) {
    super();
    this.localName = localName;
    this.#attributes = attributes;
  }

  getAttribute(name: string): string | null {
    return this.#attributes[name] ?? null;
  }

  hasAttribute(name: string): boolean {
    return name in this.#attributes;
  }
}

/** A link as a browser resolves it. */
export function fakeLink(href: string, attributes: Record<string, string> = {}): FakeElement {
  return Object.assign(new FakeElement('a', attributes), { href: new URL(href, location.href).href });
}

/** Clicks the first element of a path, from the innermost outwards; returns the event afterwards. */
export function click(path: EventTarget[], event: { type?: string; button?: number } = {}): Event {
  const { type = 'click', button = 0 } = event;
  const made = Object.assign(new Event(type, { bubbles: true, cancelable: true }), { button });
  made.composedPath = () => [...path, document, window];
  document.dispatchEvent(made);
  return made;
}
