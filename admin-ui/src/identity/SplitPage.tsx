import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Skeleton, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { newestTouchesQuery, profileQuery } from '../api/queries';
import { useChannelName } from '../campaigns/usePlanText';
import { currentIdentifiers } from '../explanations/rules';
import { shortId } from '../reach/People';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { IdentifierText } from './IdentifierText';
import { apartName, apartNamed, previewOf, type ChannelTouches, type SplitPreview } from './split';

type Owned = Schemas['OwnedIdentifier'];

/** Choosing what does not belong to a person, and seeing what will move before it does. */
export function SplitPage() {
  const { t } = useTranslation();
  const { profileId = '' } = useParams();
  const profile = useQuery(profileQuery(profileId));
  return (
    <>
      <PageHeader
        title={t('identity.splitTitle')}
        lead={t('identity.splitLead')}
        back={{ to: `/identity/profiles/${profileId}`, label: t('identity.profileOf', { id: shortId(profileId) }) }}
      />
      {profile.isLoading && <Skeleton active />}
      <ProblemNotice error={profile.error} onRetry={() => void profile.refetch()} />
      {profile.data && <Choice profile={profile.data} now={profile.dataUpdatedAt} />}
    </>
  );
}

function Choice({ profile, now }: { profile: Schemas['Profile']; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [name, setName] = useUrlState('apart');
  const identifiers = [...new Map(currentIdentifiers(profile, now).map((each) => [each.hash, each])).values()];
  const apart = apartNamed(name, identifiers);
  return (
    <div className="split-columns">
      <section className="panel" aria-labelledby="choice">
        <h2 id="choice">{t('identity.splitChoose')}</h2>
        <p className="muted">{t('identity.splitChooseLead')}</p>
        <Table<Owned>
          size="small"
          rowKey="hash"
          dataSource={identifiers}
          pagination={identifiers.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          rowSelection={{
            selectedRowKeys: apart,
            hideSelectAll: true,
            preserveSelectedRowKeys: true,
            onChange: (keys) => setName(apartName(keys.map(String))),
            getCheckboxProps: (each) => ({ 'aria-label': `${each.type} ${each.masked}`, disabled: apart.length >= identifiers.length - 1 && !apart.includes(each.hash) }),
          }}
          columns={[
            { title: t('identity.identifier'), key: 'identifier', render: (_, each) => <IdentifierText identifier={each} /> },
            { title: t('identity.firstSeen'), key: 'first', responsive: ['md'], className: 'nowrap', render: (_, each) => <span className="small">{format.date(each.firstSeenAt)}</span> },
          ]}
        />
      </section>
      <section className="panel" aria-labelledby="preview" aria-live="polite">
        <h2 id="preview">{t('identity.preview')}</h2>
        {apart.length === 0 ? <p className="muted">{t('identity.previewEmpty')}</p> : <Preview profile={profile} apart={apart} now={now} />}
      </section>
    </div>
  );
}

function Preview({ profile, apart, now }: { profile: Schemas['Profile']; apart: string[]; now: number }) {
  const { t } = useTranslation();
  const can = useCan();
  const mayCount = can('reach:read');
  const touches = useQuery({ ...newestTouchesQuery(profile.profileId), enabled: mayCount });
  const preview = previewOf(profile, touches.data?.touches ?? [], new Set(apart), now);
  return (
    <>
      <div className="sides">
        <Side kind="stays" groups={preview.stays} />
        <Side kind="goes" groups={preview.goes} />
      </div>
      <Notes preview={preview} />
      <h3>{t('identity.touchesMove')}</h3>
      {mayCount ? <Touches channels={preview.channels} loading={touches.isLoading} /> : <p className="muted">{t('identity.touchesHidden')}</p>}
      <ProblemNotice error={touches.error} onRetry={() => void touches.refetch()} />
      {touches.data?.more && <p className="muted small">{t('identity.touchesBound', { count: touches.data.touches.length })}</p>}
      {profile.evidence.length < profile.evidenceCount && <p className="muted small">{t('identity.evidenceBound', { shown: profile.evidence.length, count: profile.evidenceCount })}</p>}
      <Confirm profile={profile} apart={apart} />
    </>
  );
}

/** The identifiers on one side, in the groups that will be profiles. */
function Side({ kind, groups }: { kind: 'stays' | 'goes'; groups: Owned[][] }) {
  const { t } = useTranslation();
  return (
    <div className={`side-of-split ${kind}`}>
      <h3>{t(`identity.${kind}`)} <span className="muted small">{t('identity.identifierCount', { count: groups.flat().length })}</span></h3>
      {groups.map((group, index) => (
        <ul key={group[0]?.hash ?? index} className="split-group" aria-label={t('identity.group', { number: index + 1 })}>
          {group.map((each) => <li key={`${each.hash} ${each.validFrom ?? ''}`}><IdentifierText identifier={each} /></li>)}
        </ul>
      ))}
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

function Confirm({ profile, apart }: { profile: Schemas['Profile']; apart: string[] }) {
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
      await navigate(`/identity/profiles/${done.profileId ?? done.split.find((each) => each.profileId)?.profileId ?? profile.profileId}`);
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
