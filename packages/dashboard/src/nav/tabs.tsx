import { toHref } from '../state/shared-link.ts';
import { type PageName, type View } from '../state/view.ts';
import { texts } from '../texts.ts';
import { useChosenInSight } from './use-chosen-in-sight.ts';

interface TabsProps {
  pages: readonly PageName[];
  view: View;
  onOpen: (page: PageName) => void;
}

/** The pages of the site. Real links, so that they open in a new tab as well. */
export function Tabs({ pages, view, onOpen }: TabsProps) {
  const row = useChosenInSight<HTMLElement>('[aria-current]', view.page);

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
