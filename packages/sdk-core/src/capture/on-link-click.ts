import { listen } from './listen.ts';

type Link = HTMLAnchorElement | HTMLAreaElement | SVGAElement;

/**
 * Runs when a link is followed by the left or the middle button, or by the keyboard, which clicks too. The event
 * is only read: how the link opens stays with the browser and the page. Returns the undo.
 */
export function onLinkClick(run: (link: Element, target: URL) => void): () => void {
  return listen(globalThis.document, ['click', 'auxclick'], (event: MouseEvent) => {
    // The path, because a link's text or picture is what is clicked, and a shadow root hides both in `event.target`.
    const link = (event.composedPath() as Link[]).find(
      ({ localName, href }) => href && (localName === 'a' || localName === 'area'),
    );
    // The right button opens a menu; the fourth and fifth go back and forward.
    if (!link || event.button > 1) return;
    const { href } = link;
    // In SVG it is an object, with the address as written.
    run(link, new URL(typeof href === 'string' ? href : href.baseVal, document.baseURI));
  });
}
