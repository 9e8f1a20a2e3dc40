import {
  ApartmentOutlined, CloseOutlined, ControlOutlined, DesktopOutlined, ExperimentOutlined, FlagOutlined, HomeOutlined, IdcardOutlined, ImportOutlined, LogoutOutlined,
  MenuOutlined, MoonOutlined, PauseCircleOutlined, QuestionCircleOutlined, RiseOutlined, SunOutlined, TeamOutlined,
  ShopOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Dropdown } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { meQuery } from '../api/queries';
import { signOut, useSession } from '../auth/session';
import { useCan } from '../ui/useCan';
import { usePreferences, type ThemeChoice } from './preferences';

/** Whoever has one of these finds something among guides and sales. */
const GUIDE_COMMERCE = ['guide:read', 'commerce:write', 'order:read', 'payout:write', 'payout:approve', 'ledger:read'];

export function Shell() {
  const session = useSession();
  const location = useLocation();
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data: me } = useQuery({ ...meQuery, enabled: session !== null });
  if (session && me?.guideId) {
    return <Navigate to="/portal" replace />;
  }
  if (!session) {
    const returnTo = location.pathname + location.search;
    return <Navigate to={returnTo === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(returnTo)}`} replace />;
  }
  return (
    <div className="shell">
      <a className="skip" href="#content">{t('shell.skip')}</a>
      <aside className="side">
        <div className="side-inner">
          <Brand />
          <Navigation />
          <Footer />
        </div>
      </aside>
      <div className="topbar">
        <Button type="text" icon={<MenuOutlined aria-hidden />} aria-label={t('shell.menu')} onClick={() => setOpen(true)} />
        <Brand />
      </div>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="left"
        size={280}
        closeIcon={<CloseOutlined aria-hidden />}
        title={<Brand />}
        rootClassName="side-drawer"
      >
        <Navigation onGo={() => setOpen(false)} />
        <Footer />
      </Drawer>
      <main id="content" className="content" tabIndex={-1}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </div>
  );
}

export function Brand() {
  return (
    <span className="brand">
      <img src="/mark.svg" alt="" width={28} height={28} />
      <span>Evenreach</span>
    </span>
  );
}

function Navigation({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const links: { to: string; icon: ReactNode; label: string }[] = [
    { to: '/', icon: <HomeOutlined aria-hidden />, label: t('nav.home') },
    { to: '/campaigns', icon: <FlagOutlined aria-hidden />, label: t('nav.campaigns') },
    { to: '/channels', icon: <ApartmentOutlined aria-hidden />, label: t('nav.channels') },
    ...(can('identity:read') ? [{ to: '/identity', icon: <IdcardOutlined aria-hidden />, label: t('nav.identity') }] : []),
    ...(can('reach:read') ? [{ to: '/maturity', icon: <RiseOutlined aria-hidden />, label: t('nav.maturity') }] : []),
    { to: '/imports', icon: <ImportOutlined aria-hidden />, label: t('nav.imports') },
    ...(can('simulation:run') ? [{ to: '/simulations', icon: <ExperimentOutlined aria-hidden />, label: t('nav.simulations') }] : []),
    ...(can('decision:explain') ? [{ to: '/explanations', icon: <QuestionCircleOutlined aria-hidden />, label: t('nav.explanations') }] : []),
    { to: '/holds', icon: <PauseCircleOutlined aria-hidden />, label: t('nav.holds') },
    ...(can('governance:read') ? [{ to: '/governance', icon: <ControlOutlined aria-hidden />, label: t('nav.governance') }] : []),
    ...(GUIDE_COMMERCE.some(can) ? [{ to: '/guides', icon: <ShopOutlined aria-hidden />, label: t('commerce.title') }] : []),
    ...(can('user:read') || can('client:read') ? [{ to: '/access', icon: <TeamOutlined aria-hidden />, label: t('nav.access') }] : []),
  ];
  return (
    <nav aria-label={t('shell.navigation')}>
      <ul>
        {links.map((link) => (
          <li key={link.to}>
            <NavLink to={link.to} end={link.to === '/'} {...(onGo ? { onClick: onGo } : {})}>
              <span aria-hidden="true">{link.icon}</span>
              {link.label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Footer() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  return (
    <div className="side-footer">
      <div className="side-tools">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="who">
        <span className="avatar" aria-hidden="true">{(me?.subject ?? '·').slice(0, 1).toUpperCase()}</span>
        <span className="who-name" title={me?.roles?.join(', ')}>{me?.subject ?? ''}</span>
        <Button type="text" icon={<LogoutOutlined aria-hidden />} aria-label={t('auth.signOut')} title={t('auth.signOut')} onClick={() => void signOut()} />
      </div>
    </div>
  );
}

/** Each language is named in itself, so that it can be found by whoever reads only that one. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, chooseLanguage } = usePreferences();
  return (
    <div className="language" role="group" aria-label={t('shell.language')}>
      <button type="button" lang="zh-CN" aria-pressed={language === 'zh'} onClick={() => chooseLanguage('zh')}>中文</button>
      <button type="button" lang="en" aria-pressed={language === 'en'} onClick={() => chooseLanguage('en')}>English</button>
    </div>
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { theme, mode, chooseTheme } = usePreferences();
  const icons: Record<ThemeChoice, ReactNode> = { system: <DesktopOutlined aria-hidden />, light: <SunOutlined aria-hidden />, dark: <MoonOutlined aria-hidden /> };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [theme],
        items: (['system', 'light', 'dark'] as const).map((key) => ({ key, icon: icons[key], label: t(`shell.theme.${key}`) })),
        onClick: ({ key }) => chooseTheme(key as ThemeChoice),
      }}
    >
      <Button type="text" icon={icons[mode]} aria-label={t('shell.appearance')} title={t('shell.appearance')} />
    </Dropdown>
  );
}
