import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { campaignQuery } from '../api/queries';

/** A campaign by its name, and by its id until that is known. */
export function CampaignName({ campaignId }: { campaignId: string }) {
  const { data } = useQuery({ ...campaignQuery(campaignId), staleTime: 60_000 });
  return <Link to={`/campaigns/${campaignId}`} className={data ? undefined : 'mono small'}>{data?.name ?? campaignId}</Link>;
}
