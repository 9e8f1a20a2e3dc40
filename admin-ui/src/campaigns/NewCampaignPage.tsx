import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answer, api } from '../api/client';
import { campaignQuery } from '../api/queries';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { CampaignForm } from './CampaignForm';
import { newCampaign, valuesOf } from './campaignForm';

export function NewCampaignPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [from] = useUrlState('from');
  const source = useQuery({ ...campaignQuery(from ?? ''), enabled: Boolean(from) });
  const create = useMutation({
    mutationFn: (body: Parameters<React.ComponentProps<typeof CampaignForm>['onSave']>[0]) => answer(api.POST('/api/v1/campaigns', { body })),
    onSuccess: async (campaign) => {
      await queries.invalidateQueries({ queryKey: ['campaigns'] });
      void message.success(t('campaign.created'));
      void navigate(`/campaigns/${campaign.campaignId}`);
    },
  });
  const copied = source.data && { ...valuesOf(source.data), name: t('campaign.copyOf', { name: source.data.name }) };
  return (
    <>
      <PageHeader title={t('campaign.new')} lead={t('campaign.newLead')} back={{ to: '/campaigns', label: t('campaign.title') }} />
      <ProblemNotice error={source.error} onRetry={() => void source.refetch()} />
      {from && !source.data && !source.isError
        ? <Skeleton active />
        : (
          <CampaignForm
            initial={copied ?? newCampaign()}
            submitLabel={t('campaign.create')}
            saving={create.isPending}
            error={create.error}
            onSave={(definition) => create.mutate(definition)}
            onCancel={() => void navigate('/campaigns')}
          />
        )}
    </>
  );
}
