import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOutletContext } from 'react-router';
import { answer, api, ifStill, type Schemas } from '../api/client';
import { ApiProblem } from '../api/problem';
import { useFormat } from '../ui/format';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { CampaignForm } from './CampaignForm';
import { valuesOf } from './campaignForm';
import { editable } from './lifecycle';
import { useChannelName, useWindowText } from './usePlanText';

type Campaign = Schemas['Campaign'];

export function CampaignPlanPage() {
  const { t } = useTranslation();
  const campaign = useOutletContext<Campaign>();
  const can = useCan();
  const [edit, setEdit] = useUrlState('edit');
  const mayEdit = can('campaign:write') && editable(campaign.status);
  if (edit && mayEdit) {
    return (
      <>
        {campaign.status === 'APPROVED' && <Alert className="gap" type="warning" showIcon title={t('campaign.editRevokes')} />}
        <PlanEdit campaign={campaign} onDone={() => setEdit(undefined)} />
      </>
    );
  }
  return <PlanView campaign={campaign} {...(mayEdit ? { onEdit: () => setEdit('1') } : {})} />;
}

function PlanEdit({ campaign, onDone }: { campaign: Campaign; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { message } = App.useApp();
  // The form shows what was loaded when it opened, so that is the version it changes, whatever is loaded meanwhile.
  const [loaded] = useState(campaign);
  const { campaignId } = loaded;
  const save = useMutation({
    mutationFn: (body: Schemas['CampaignDefinition']) =>
      answer(api.PUT('/api/v1/campaigns/{campaignId}', { params: { path: { campaignId } }, body, ...ifStill(loaded.version) })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['campaign', campaignId] });
      await queries.invalidateQueries({ queryKey: ['campaigns'] });
      void message.success(t('campaign.savedEdit'));
      onDone();
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'STALE_VERSION') {
        void queries.invalidateQueries({ queryKey: ['campaign', campaignId] });
      }
    },
  });
  return (
    <CampaignForm
      initial={valuesOf(loaded)}
      submitLabel={t('common.save')}
      saving={save.isPending}
      error={save.error}
      onSave={(definition) => save.mutate(definition)}
      onCancel={onDone}
    />
  );
}

function PlanView({ campaign, onEdit }: { campaign: Campaign; onEdit?: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const windowText = useWindowText();
  const { audience } = campaign;
  return (
    <div className="plan-view">
      <section className="panel">
        <div className="panel-head">
          <h2>{t('campaign.plan')}</h2>
          {onEdit && <Button onClick={onEdit}>{t('campaign.edit')}</Button>}
        </div>
        <ul className="plan-list">
          {campaign.plan.map((row, index) => (
            <li key={index}>
              <span className="plan-target" aria-hidden="true">{row.target}</span>
              <div>
                <strong>{nameOf(row.channel)}</strong>
                <div>{t('campaign.sentence', { channel: nameOf(row.channel), count: row.target, window: windowText(row.window) })}</div>
                {row.minimum !== undefined && row.minimum !== row.target && (
                  <div className="muted small">{t('campaign.minimumIs', { count: row.minimum })}</div>
                )}
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section className="panel">
        <h2>{t('campaign.about')}</h2>
        <dl className="facts">
          <dt>{t('campaign.audience')}</dt>
          <dd>
            {t(`campaign.audiences.${audience.kind}`)}
            {audience.size !== undefined && ` · ${format.number(audience.size)}`}
            {audience.dataSetId && <span className="mono small"> {audience.dataSetId}</span>}
          </dd>
          <dt>{t('campaign.messageClass')}</dt>
          <dd>{t(`campaign.messageClasses.${campaign.messageClass ?? 'MARKETING'}`)}</dd>
          <dt>{t('campaign.priority')}</dt>
          <dd>{format.number(campaign.priority ?? 100)}</dd>
          {Boolean(campaign.holdoutPercent) && (
            <>
              <dt>{t('campaign.holdout')}</dt>
              <dd>{t('campaign.holdoutIs', { percent: format.number(campaign.holdoutPercent) })}</dd>
            </>
          )}
          {campaign.exempt && (campaign.exempt.fromCaps || !campaign.exempt.counted) && (
            <>
              <dt>{t('governance.ceilings')}</dt>
              <dd>{t(`campaign.exemption.${campaign.exempt.fromCaps ? 'exempt' : 'bound'}${campaign.exempt.counted ? 'Counted' : 'Uncounted'}`)}</dd>
            </>
          )}
          <dt>{t('campaign.created_at')}</dt>
          <dd>{format.dateTime(campaign.createdAt)}</dd>
          <dt>{t('campaign.authors')}</dt>
          <dd>{campaign.authors.join(', ')}</dd>
          {campaign.approvedBy && <><dt>{t('campaign.approvedBy')}</dt><dd>{campaign.approvedBy}</dd></>}
          <dt>{t('campaign.id')}</dt>
          <dd className="mono small">{campaign.campaignId}</dd>
        </dl>
        <h3>{t('campaign.nextTitle')}</h3>
        <p className="muted">{t(`campaign.next.${campaign.status}`)}</p>
      </section>
    </div>
  );
}
