import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../api/queries';

/** Whether to offer an action. It is a courtesy: the services check every scope themselves. */
export function useCan(): (scope: string) => boolean {
  const { data } = useQuery(meQuery);
  return (scope) => data?.scopes.includes(scope) ?? false;
}
