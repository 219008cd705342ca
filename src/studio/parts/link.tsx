/** A link to a view. The browser's own ways to open it (new tab, copy) stay. */
import type { ComponentChildren } from 'preact';
import { goTo } from '../view/location.ts';
import { type Page, type Place, writeView } from '../view/views.ts';

interface LinkProps<P extends Page> {
  to: Place<P>;
  current?: boolean;
  class?: string;
  label?: string;
  children: ComponentChildren;
}

export function Link<P extends Page>({ to, current = false, children, ...rest }: LinkProps<P>) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    goTo(to);
  };
  return (
    <a
      href={writeView(to)}
      class={rest.class}
      aria-label={rest.label}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
