import { Link } from '../parts/link.tsx';
import { useText } from '../text/languages.ts';
import { pageText, shellText } from '../text/shell.ts';
import type { AnyView } from '../view/views.ts';
import { Logo } from './logo.tsx';
import { PreferencesMenu } from './preferences-menu.tsx';

export function Header({ view }: { view: AnyView }) {
  const t = useText(shellText);
  const names = useText(pageText);
  return (
    <header class="header">
      <Link class="brand" to={{ page: 'runs' }}>
        <Logo />
        <span class="brand-name">Unroll</span>
      </Link>
      <nav class="tabs" aria-label={t.pages}>
        {(['runs', 'new'] as const).map((page) => (
          <Link key={page} to={{ page }} current={view.page === page}>
            {names[page]}
          </Link>
        ))}
      </nav>
      <PreferencesMenu />
    </header>
  );
}
