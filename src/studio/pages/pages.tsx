/** The page of each view. */
import type { FunctionComponent } from 'preact';
import type { Page } from '../view/views.ts';
import { CellsPage } from './cells/cells-page.tsx';
import { GradientsPage } from './gradients/gradients-page.tsx';
import { NetworkPage } from './network/network-page.tsx';
import { NewRunPage } from './new-run/new-run-page.tsx';
import { PlayPage } from './play/play-page.tsx';
import { RunListPage } from './run-list/run-list-page.tsx';
import { ScorePage } from './score/score-page.tsx';
import { WatchPage } from './watch/watch-page.tsx';

export const pageComponents: { readonly [P in Page]: FunctionComponent } = {
  runs: RunListPage,
  new: NewRunPage,
  watch: WatchPage,
  play: PlayPage,
  score: ScorePage,
  cells: CellsPage,
  gradients: GradientsPage,
  network: NetworkPage,
};
