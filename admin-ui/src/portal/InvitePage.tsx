import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Forest } from '../commerce/Forest';
import { growthQuery } from '../commerce/queries';
import { Amounts } from '../commerce/ui';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useGuide } from './PortalFrame';
import { invitationLink } from './registration';
import { ShareCard } from './ShareCard';

export function InvitePage() {
  const { t } = useTranslation();
  const { guideId, referralCode } = useGuide();
  const growth = useQuery(growthQuery(guideId));
  return (
    <>
      <PageHeader title={t('portal.invite')} lead={t('portal.inviteLead')} />
      <section className="panel">
        <ShareCard title={t('portal.inviteTitle')} url={invitationLink(window.location.origin, referralCode)} code={referralCode} />
      </section>
      <section className="panel" aria-labelledby="growth">
        <h2 id="growth">{t('growth.own')}</h2>
        <ProblemNotice error={growth.error} onRetry={() => void growth.refetch()} />
        {growth.data && growth.data.items.length === 0 && <p className="muted">{t('growth.none')}</p>}
        {growth.data && growth.data.items.length > 0 && (
          <>
            <dl className="facts">
              <dt>{t('growth.invited')}</dt><dd>{growth.data.invited}</dd>
              <dt>{t('growth.earned')}</dt><dd><Amounts amounts={growth.data.earned} /></dd>
            </dl>
            <Forest nodes={growth.data.items} label={t('growth.own')} />
            {!growth.data.complete && <p className="muted small">{t('growth.incomplete')}</p>}
          </>
        )}
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
