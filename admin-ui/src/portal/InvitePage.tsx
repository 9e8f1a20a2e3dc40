import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/PageHeader';
import { useGuide } from './PortalFrame';
import { invitationLink } from './registration';
import { ShareCard } from './ShareCard';

export function InvitePage() {
  const { t } = useTranslation();
  const { referralCode } = useGuide();
  return (
    <>
      <PageHeader title={t('portal.invite')} lead={t('portal.inviteLead')} />
      <section className="panel">
        <ShareCard title={t('portal.inviteTitle')} url={invitationLink(window.location.origin, referralCode)} code={referralCode} />
      </section>
      <section className="panel">
        <h2>{t('portal.inviteHow')}</h2>
        <ul className="bullets">
          <li>{t('portal.inviteRule1')}</li>
          <li>{t('portal.inviteRule2')}</li>
          <li>{t('portal.inviteRule3')}</li>
        </ul>
      </section>
    </>
  );
}
