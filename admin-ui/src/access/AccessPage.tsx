import { PlusOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/PageHeader';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { Clients } from './Clients';
import { Users } from './Users';

export function AccessPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [tab, setTab] = useUrlState('tab');
  const [open, setOpen] = useUrlState('new');
  const clients = can('client:read') && (tab === 'clients' || !can('user:read'));
  return (
    <>
      <PageHeader
        title={t('access.title')}
        lead={t('access.lead')}
        actions={can(clients ? 'client:write' : 'user:write') && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen('1')}>{t(clients ? 'access.newClient' : 'access.newUser')}</Button>
        )}
      />
      <section className="panel people">
        <Tabs
          activeKey={clients ? 'clients' : 'users'}
          onChange={(next) => setTab(next === 'clients' ? next : undefined)}
          destroyOnHidden
          items={[
            ...(can('user:read') ? [{ key: 'users', label: t('access.users'), children: <Users adding={Boolean(open) && !clients} onDone={() => setOpen(undefined)} /> }] : []),
            ...(can('client:read') ? [{ key: 'clients', label: t('access.clients'), children: <Clients adding={Boolean(open) && clients} onDone={() => setOpen(undefined)} /> }] : []),
          ]}
        />
      </section>
    </>
  );
}
