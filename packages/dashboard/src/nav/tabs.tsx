import { useEffect, useRef } from 'preact/hooks';
import { toHref } from '../state/shared-link.ts';
import { type PageName, type View } from '../state/view.ts';
import { texts } from '../texts.ts';

interface TabsProps {
  pages: readonly PageName[];
  view: View;
  onOpen: (page: PageName) => void;
}

/** The pages of the site. Real links, so that they open in a new tab as well. */
export function Tabs({ pages, view, onOpen }: TabsProps) {
  // On a phone the row is wider than the screen.
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const chosen = row.current?.querySelector('[aria-current]');
    if (!row.current || !(chosen instanceof HTMLElement)) return;
    row.current.scrollLeft = chosen.offsetLeft - (row.current.clientWidth - chosen.offsetWidth) / 2;
  }, [view.page]);

  return (
    <nav ref={row} class="tabs" aria-label={texts.pagesOfSite}>
      {pages.map((page) => (
        <a
          key={page}
          href={toHref({ ...view, page, by: null, sort: null, find: '' }, location)}
          aria-current={page === view.page ? 'page' : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            onOpen(page);
          }}
        >
          {texts.pages[page]}
        </a>
      ))}
    </nav>
  );
}
