import { useEffect, type ReactNode } from 'react';
import { Brand, LanguageSwitch, ThemeSwitch } from '../app/Shell';

interface Props {
  title: string;
  children: ReactNode;
}

/** A page that anybody may see. */
export function PublicFrame({ title, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Evenreach`;
  }, [title]);
  return (
    <div className="portal">
      <header className="portal-bar"><Brand /><LanguageSwitch /><ThemeSwitch /></header>
      <main className="portal-content">{children}</main>
    </div>
  );
}
