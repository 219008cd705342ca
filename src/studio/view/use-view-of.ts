import { useView } from './location.ts';
import { type Page, readView, type View } from './views.ts';

/** The values of a page's view; while another page is on its way, the defaults. */
export function useViewOf<P extends Page>(page: P): View<P> {
  const view = useView();
  return (view.page === page ? view : readView(`#/${page}/${view.run}`)) as unknown as View<P>;
}
