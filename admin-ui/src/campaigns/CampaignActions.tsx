import { CopyOutlined, ImportOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { useProblemText } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { NEXT_STEPS, type CampaignAction } from './lifecycle';
import { useChannelName } from './usePlanText';

/** The life cycle's buttons; each says what will happen before it happens. */
export function CampaignActions({ campaign }: { campaign: Schemas['Campaign'] }) {
  const { t } = useTranslation();
  const can = useCan();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const nameOf = useChannelName();
  const format = useFormat();
  const { campaignId } = campaign;

  const act = useMutation({
    mutationFn: (action: CampaignAction) =>
      answer(api.POST(`/api/v1/campaigns/{campaignId}:${action}`, { params: { path: { campaignId } } })),
    onSuccess: async (changed, action) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['campaign', campaignId] }),
        queries.invalidateQueries({ queryKey: ['campaigns'] }),
      ]);
      void message.success(t(`campaign.done.${action}`));
      if (changed.warnings?.length) {
        modal.warning({
          title: t('campaign.overlapTitle'),
          okText: t('common.close'),
          content: (
            <ul className="plain-list">
              {changed.warnings.map((warning) => (
                <li key={warning.campaignId}>
                  {t('campaign.overlap', {
                    name: warning.campaignName, channels: warning.channels.map(nameOf).join(', '), from: format.date(warning.from), to: format.date(warning.to), priority: warning.priority,
                  })}
                </li>
              ))}
            </ul>
          ),
        });
      }
    },
    onError: (error) => {
      const { title, detail } = problemText(error);
      modal.error({ title, content: detail, okText: t('common.close') });
    },
  });

  const confirm = (action: CampaignAction, final: boolean) =>
    modal.confirm({
      title: t(`campaign.confirm.${action}.title`, { name: campaign.name }),
      content: t(`campaign.confirm.${action}.text`),
      okText: t(`campaign.action.${action}`),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: final },
      onOk: () => act.mutateAsync(action).catch(() => undefined),
    });

  return (
    <>
      {can('campaign:write') && (
        <Link to={`/campaigns/new?from=${campaignId}`}><Button type="text" icon={<CopyOutlined aria-hidden />}>{t('campaign.duplicate')}</Button></Link>
      )}
      {can('import:write') && (
        <Link to={`/imports/new?campaign=${campaignId}`}><Button icon={<ImportOutlined aria-hidden />}>{t('campaign.importLog')}</Button></Link>
      )}
      {NEXT_STEPS[campaign.status].filter((step) => can(step.scope)).reverse().map((step) => (
        <Button
          key={step.action}
          type={step.forward ? 'primary' : 'default'}
          danger={step.final ?? false}
          loading={act.isPending && act.variables === step.action}
          onClick={() => confirm(step.action, step.final ?? false)}
        >
          {t(`campaign.action.${step.action}`)}
        </Button>
      ))}
    </>
  );
}
