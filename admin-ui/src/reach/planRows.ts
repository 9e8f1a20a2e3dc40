import type { PlanRowKey } from '../api/queries';

/** How the API names plan rows: by channel, and where a channel has several, by their number among them. */
export function planRowKeys(rows: { channel: string }[]): PlanRowKey[] {
  const seen = new Map<string, number>();
  return rows.map(({ channel }) => {
    const row = seen.get(channel) ?? 0;
    seen.set(channel, row + 1);
    return { channel, row };
  });
}

/** A plan row in an address: the channel alone where it is the channel's first. */
export function planRowId({ channel, row }: PlanRowKey): string {
  return row === 0 ? channel : `${channel}~${row}`;
}
