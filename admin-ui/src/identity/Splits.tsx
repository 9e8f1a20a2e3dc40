import { useQueries } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { whyQuery, type Purpose } from '../api/queries';
import { shortId } from '../reach/People';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { HashText } from './EvidenceTable';
import { useTakingBack } from './useTakingBack';

/** Of more than this, only how many they are is said. */
const SHOWN = 12;

/** The splits that hold for a person, each with where things are now and the way back. */
export function Splits({ profile, purpose }: { profile: Schemas['Profile']; purpose: Purpose }) {
  const { t } = useTranslation();
  const can = useCan();
  const takingBack = useTakingBack(t('identity.splitUndone'), t('identity.undo'));
  if (profile.splits.length === 0) {
    return null;
  }
  return (
    <section className="panel" aria-labelledby="splits">
      <h2 id="splits">{t('identity.splits')}</h2>
      <p className="muted">{t('identity.splitsLead')}</p>
      <ProblemNotice error={takingBack.error} />
      <ul className="rows">
        {profile.splits.map((split) => (
          <li key={split.evidenceId}>
            <SplitText split={split} profile={profile} purpose={purpose} />
            {can('identity:write') && <Button onClick={() => takingBack.ask(split.evidenceId, t('identity.undoTitle'), t('identity.undoText', { count: split.apart.length }))}>{t('identity.undo')}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function SplitText({ split, profile, purpose }: { split: Schemas['Split']; profile: Schemas['Profile']; purpose: Purpose }) {
  const { t } = useTranslation();
  const format = useFormat();
  // Seen from what was split off, the other side is what it was split from.
  const offHere = split.apart.some((hash) => profile.identifiers.some((each) => each.hash === hash));
  const there = offHere ? split.rest : split.apart;
  return (
    <div>
      <strong>{t(offHere ? 'identity.splitOffHere' : 'identity.splitOffThere', { count: split.apart.length })}</strong>
      <div className="muted small">{format.dateTime(split.decidedAt)} · {split.decidedBy}{split.reason && ` · ${split.reason}`}</div>
      {offHere && <ul className="plain-list small">{split.apart.slice(0, SHOWN).map((hash) => <li key={hash}><HashText hash={hash} profile={profile} /></li>)}</ul>}
      <Owners hashes={there.slice(0, SHOWN)} purpose={purpose} />
    </div>
  );
}

/** Whose identifiers are now; the platform says so when it is asked why each is its own. */
function Owners({ hashes, purpose }: { hashes: string[]; purpose: Purpose }) {
  const { t } = useTranslation();
  const answers = useQueries({ queries: hashes.map((hash) => whyQuery(hash, hash, purpose)) });
  const owners = [...new Set(answers.flatMap(({ data }) => data?.why?.profileId ?? []))];
  return owners.length > 0 && (
    <p className="small owners">{t('identity.otherSide')} {owners.map((owner) => <Link key={owner} className="mono" to={`/identity/profiles/${owner}`}>{shortId(owner)}</Link>)}</p>
  );
}
