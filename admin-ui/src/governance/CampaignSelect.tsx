import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { campaignQuery, campaignsQuery } from '../api/queries';

interface Props {
  id?: string;
  value?: string;
  onChange?: (campaignId: string) => void;
}

/** One campaign, found by its name; the chosen one is named also where the search does not find it. */
export function CampaignSelect({ id, value, onChange }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const found = useInfiniteQuery(campaignsQuery(undefined, wanted || undefined));
  const chosen = useQuery({ ...campaignQuery(value ?? ''), enabled: Boolean(value) });
  const campaigns = found.data?.pages.flatMap((page) => page.items) ?? [];
  const missing = chosen.data && !wanted && !campaigns.some((campaign) => campaign.campaignId === value) ? [chosen.data] : [];
  return (
    <Select
      {...(id ? { id } : {})}
      value={value ?? null}
      onChange={(campaignId) => campaignId && onChange?.(campaignId)}
      showSearch={{ filterOption: false, onSearch: setWanted }}
      loading={found.isFetching}
      placeholder={t('governance.chooseCampaign')}
      options={[...missing, ...campaigns].map((campaign) => ({ value: campaign.campaignId, label: campaign.name }))}
    />
  );
}
