import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Skeleton, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { newestEvidenceQuery, newestTouchesQuery, profileQuery, type Purpose } from '../api/queries';
import { useChannelName } from '../campaigns/usePlanText';
import { currentIdentifiers } from '../explanations/rules';
import { shortId } from '../reach/People';
import { FilterBar } from '../ui/FilterBar';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { IdentifierText } from './IdentifierText';
import { Nobody } from './Nobody';
import { PurposeFilter } from './PurposeFilter';
import { PURPOSES } from './purposes';
import { apartName, apartNamed, kindsOf, maySplit, previewOf, profileAddress, SPLIT_MAX, type ChannelTouches, type SplitPreview } from './split';
import { useWord } from './useWord';

type Owned = Schemas['OwnedIdentifier'];

/** More than this is chosen by kind too, and shown in part. */
const MANY = 50;
const GROUPS_SHOWN = 6;
const OF_GROUP_SHOWN = 12;

/** Choosing what does not belong to a person, and seeing what will move before it does. */
export function SplitPage() {
  const { t } = useTranslation();
  const { profileId = '' } = useParams();
  const [named, setPurpose] = useUrlState('purpose');
  const purpose = PURPOSES.find((each) => each === named) ?? 'ADS';
  const profile = useQuery(profileQuery(profileId, purpose));
  return (
    <>
      <PageHeader
        title={t('identity.splitTitle')}
        lead={t('identity.splitLead')}
        back={{ to: profileAddress(profileId, purpose), label: t('identity.profileOf', { id: shortId(profileId) }) }}
      />
      {profile.isLoading && <Skeleton active />}
      <ProblemNotice error={profile.error} onRetry={() => void profile.refetch()} />
      {profile.data && (
        <>
          <div className="filters"><PurposeFilter purpose={purpose} onChange={setPurpose} /></div>
          {profile.data.undetermined ? <Nobody profile={profile.data} purpose={purpose} /> : <Choice profile={profile.data} purpose={purpose} now={profile.dataUpdatedAt} />}
        </>
      )}
    </>
  );
}

interface SplitProps {
  profile: Schemas['Profile'];
  purpose: Purpose;
  now: number;
}

function Choice({ profile, purpose, now }: SplitProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const [name, setName] = useUrlState('apart');
  const [kind, setKind] = useUrlState('kind');
  const identifiers = [...new Map(currentIdentifiers(profile, now).map((each) => [each.hash, each])).values()];
  const apart = apartNamed(name, identifiers);
  const kinds = kindsOf(identifiers);
  const chosenKind = kinds.find((each) => each.type === kind)?.type;
  const shown = identifiers.filter((each) => !chosenKind || each.type === chosenKind);
  const withShown = [...new Set([...apart, ...shown.map((each) => each.hash)])];
  return (
    <div className="split-columns">
      <section className="panel" aria-labelledby="choice">
        <h2 id="choice">{t('identity.splitChoose')}</h2>
        <p className="muted">{t('identity.splitChooseLead', { count: SPLIT_MAX })}</p>
        {identifiers.length > MANY && (
          <div className="choose-many">
            <FilterBar
              label={t('identity.type')}
              value={chosenKind}
              onChange={setKind}
              options={[{ value: undefined, label: t('identity.everyKind', { count: identifiers.length }) }, ...kinds.map(({ type, count }) => ({ value: type, label: `${word('identifier', type)} ${format.number(count)}` }))]}
            />
            <Button size="small" disabled={withShown.length === apart.length || !maySplit(withShown.length, identifiers.length)} onClick={() => setName(apartName(withShown))}>{t('identity.chooseShown', { count: shown.length })}</Button>
            <Button size="small" disabled={apart.length === 0} onClick={() => setName(undefined)}>{t('identity.chooseNone')}</Button>
          </div>
        )}
        <Table<Owned>
          size="small"
          rowKey="hash"
          dataSource={shown}
          pagination={shown.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
          rowSelection={{
            selectedRowKeys: apart,
            hideSelectAll: true,
            columnTitle: <span className="sr-only">{t('identity.splitChoose')}</span>,
            preserveSelectedRowKeys: true,
            onChange: (keys) => setName(apartName(keys.map(String))),
            getCheckboxProps: (each) => ({ 'aria-label': `${each.type} ${each.masked}`, disabled: !maySplit(apart.length + 1, identifiers.length) && !apart.includes(each.hash) }),
          }}
          columns={[
            { title: t('identity.identifier'), key: 'identifier', render: (_, each) => <IdentifierText identifier={each} /> },
            { title: t('identity.firstSeen'), key: 'first', responsive: ['md'], className: 'nowrap', render: (_, each) => <span className="small">{format.date(each.firstSeenAt)}</span> },
          ]}
        />
      </section>
      <section className="panel" aria-labelledby="preview" aria-live="polite">
        <h2 id="preview">{t('identity.preview')}</h2>
        {apart.length === 0 ? <p className="muted">{t('identity.previewEmpty')}</p> : <Preview profile={profile} purpose={purpose} apart={apart} now={now} />}
      </section>
    </div>
  );
}

function Preview({ profile, purpose, apart, now }: SplitProps & { apart: string[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const mayCount = can('reach:read');
  const touches = useQuery({ ...newestTouchesQuery(profile.profileId), enabled: mayCount });
  // A profile brings its newest evidence; who hangs together by older one can only be told with that.
  const more = useQuery({ ...newestEvidenceQuery(profile.profileId, purpose), enabled: profile.evidence.length < profile.evidenceCount });
  if (more.isLoading) {
    return <Skeleton active />;
  }
  const evidence = more.data ?? profile.evidence;
  const preview = previewOf({ identifiers: profile.identifiers, evidence }, touches.data?.touches ?? [], new Set(apart), now);
  return (
    <>
      <ProblemNotice error={more.error} onRetry={() => void more.refetch()} />
      <div className="sides">
        <Side kind="stays" groups={preview.stays} />
        <Side kind="goes" groups={preview.goes} />
      </div>
      <Notes preview={preview} />
      <h3>{t('identity.touchesMove')}</h3>
      {mayCount ? <Touches channels={preview.channels} loading={touches.isLoading} /> : <p className="muted">{t('identity.touchesHidden')}</p>}
      <ProblemNotice error={touches.error} onRetry={() => void touches.refetch()} />
      {touches.data?.more && <p className="muted small">{t('identity.touchesBound', { count: touches.data.touches.length })}</p>}
      {evidence.length < profile.evidenceCount && <p className="muted small">{t('identity.evidenceBound', { shown: evidence.length, count: profile.evidenceCount })}</p>}
      <Confirm profile={profile} purpose={purpose} apart={apart} />
    </>
  );
}

/** The identifiers on one side, in the groups that will be profiles. */
function Side({ kind, groups }: { kind: 'stays' | 'goes'; groups: Owned[][] }) {
  const { t } = useTranslation();
  return (
    <div className={`side-of-split ${kind}`}>
      <h3>{t(`identity.${kind}`)} <span className="muted small">{t('identity.identifierCount', { count: groups.flat().length })}</span></h3>
      {groups.slice(0, GROUPS_SHOWN).map((group, index) => (
        <ul key={group[0]?.hash ?? index} className="split-group" aria-label={t('identity.group', { number: index + 1 })}>
          {group.slice(0, OF_GROUP_SHOWN).map((each) => <li key={`${each.hash} ${each.validFrom ?? ''}`}><IdentifierText identifier={each} /></li>)}
          {group.length > OF_GROUP_SHOWN && <li className="muted">{t('identity.andMore', { count: group.length - OF_GROUP_SHOWN })}</li>}
        </ul>
      ))}
      {groups.length > GROUPS_SHOWN && <p className="muted small">{t('identity.andMorePeople', { count: groups.length - GROUPS_SHOWN })}</p>}
    </div>
  );
}

function Notes({ preview: { goes, stays, takesId } }: { preview: SplitPreview }) {
  const { t } = useTranslation();
  return (
    <ul className="bullets">
      <li>{t('identity.noteCut')}</li>
      {goes.length > 1 && <li>{t('identity.noteGoes', { count: goes.length })}</li>}
      {stays.length > 1 && <li className="over">{t('identity.noteStays', { count: stays.length })}</li>}
      {takesId && <li>{t('identity.noteId')}</li>}
      <li>{t('identity.noteBack')}</li>
    </ul>
  );
}

function Touches({ channels, loading }: { channels: ChannelTouches[]; loading: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  return (
    <>
      <Table<ChannelTouches>
        size="small"
        rowKey="channel"
        loading={loading}
        dataSource={channels}
        pagination={false}
        locale={{ emptyText: <span className="muted">{t('touches.none')}</span> }}
        columns={[
          { title: t('campaign.channel'), key: 'channel', render: (_, each) => nameOf(each.channel) },
          { title: t('identity.stays'), key: 'stays', align: 'right', render: (_, each) => format.number(each.stays) },
          { title: t('identity.goes'), key: 'goes', align: 'right', render: (_, each) => <b className={each.goes ? 'under' : ''}>{format.number(each.goes)}</b> },
          { title: t('identity.byId'), key: 'byId', align: 'right', render: (_, each) => format.number(each.byId) },
        ]}
      />
      {channels.some((each) => each.byId > 0) && <p className="muted small">{t('identity.byIdHint')}</p>}
    </>
  );
}

function Confirm({ profile, purpose, apart }: { profile: Schemas['Profile']; purpose: Purpose; apart: string[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const split = useMutation({
    mutationFn: (reason: string | undefined) =>
      answer(api.POST('/api/v1/identity/profiles/{id}:split', {
        params: { path: { id: profile.profileId } },
        body: { identifiers: apart.map((hash) => ({ hash })), ...(reason?.trim() ? { reason: reason.trim() } : {}) },
      })),
    onSuccess: async (done) => {
      await queries.invalidateQueries({ queryKey: ['profile'] });
      void message.success(t(done.settled ? 'identity.splitDone' : 'identity.splitDeferred'));
      await navigate(profileAddress(done.profileId ?? done.split.find((each) => each.profileId)?.profileId ?? profile.profileId, purpose));
    },
  });
  if (!can('identity:write')) {
    return <Alert type="info" showIcon title={t('problem.MISSING_SCOPE')} />;
  }
  return (
    <Form<{ reason?: string }> layout="vertical" className="split-confirm" onFinish={({ reason }) => split.mutate(reason)}>
      <ProblemNotice error={split.error} />
      <Form.Item name="reason" label={t('identity.reason')} extra={t('identity.reasonHint')}>
        <Input.TextArea rows={2} maxLength={1_000} />
      </Form.Item>
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={split.isPending}>{t('identity.splitNow', { count: apart.length })}</Button>
      </div>
    </Form>
  );
}
