import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation } from 'react-router';
import { PageHeader } from '../ui/PageHeader';

const PAGES = ['search', 'why', 'rules', 'review', 'quality'] as const;

/** What all pages about who is one person share. */
export function IdentityFrame() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const addressOf = (page: (typeof PAGES)[number]) => (page === 'search' ? '/identity' : `/identity/${page}`);
  const page = PAGES.find((each) => addressOf(each) === pathname.replace(/\/$/, ''));
  return (
    <>
      <PageHeader title={t('identity.title')} page={page && t(`identity.${page}`)} lead={t('identity.lead')} />
      <nav className="subnav" aria-label={t('identity.pages')}>
        {PAGES.map((each) => <NavLink key={each} to={addressOf(each)} end={each === 'search'}>{t(`identity.${each}`)}</NavLink>)}
      </nav>
      <Outlet />
    </>
  );
}
