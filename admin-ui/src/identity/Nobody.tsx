import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import type { Purpose } from '../api/queries';
import { EmptyState } from '../ui/EmptyState';
import { Withdrawals } from './Withdrawals';

/** An id that stands for nobody for this purpose, and what was withdrawn where that is why. */
export function Nobody({ profile, purpose }: { profile: Schemas['Profile']; purpose: Purpose }) {
  const { t } = useTranslation();
  const withdrawn = profile.withdrawals.some((each) => each.purposes.includes(purpose));
  return (
    <>
      <EmptyState title={t(withdrawn ? 'identity.withdrawnTitle' : 'identity.undeterminedTitle')}>
        {t(withdrawn ? 'identity.withdrawnProfile' : 'identity.undeterminedProfile')}
      </EmptyState>
      <Withdrawals profile={profile} />
    </>
  );
}
