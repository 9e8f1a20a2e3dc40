import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LogFigures {
  exposures: number;
  reached: number;
  heavy: number;
  missed: number;
}

/** A small log whose figures are known, with a row that is no exposure and a row that is broken. */
export function exposureLog(run: string, channels: { label: string; target: number; touches: (customer: number) => number }[], customers: number):
{ path: string; figures: Map<string, LogFigures>; brokenLine: number } {
  const figures = new Map<string, LogFigures>();
  const rows: string[] = [];
  const anywhere = (customer: number) => channels.some((channel) => channel.touches(customer) > 0);
  const people = Array.from({ length: customers }, (_, customer) => customer).filter(anywhere);
  for (const { label, target, touches } of channels) {
    const counts = Array.from({ length: customers }, (_, customer) => touches(customer));
    counts.forEach((count, customer) => {
      for (let touch = 0; touch < count; touch++) {
        const day = String(1 + ((customer + touch * 3) % 27)).padStart(2, '0');
        const minute = String((customer * 7 + touch * 11) % 60).padStart(2, '0');
        rows.push(`${run}-${customer},2018-07-${day}T10:${minute}:00Z,impression,${label}`);
      }
    });
    figures.set(label, {
      exposures: counts.reduce((sum, count) => sum + count, 0),
      reached: counts.filter((count) => count > 0).length,
      heavy: counts.reduce((sum, count) => sum + Math.max(0, count - target), 0),
      missed: people.filter((customer) => touches(customer) < target).length,
    });
  }
  rows.sort((one, other) => one.slice(-9).localeCompare(other.slice(-9)));
  rows.push(`${run}-1,2018-07-20T10:00:00Z,conversion,${channels[0]?.label ?? ''}`);
  rows.push(`${run}-1,yesterday,impression,${channels[0]?.label ?? ''}`);
  const path = join(mkdtempSync(join(tmpdir(), 'evenreach-')), 'july-log.csv');
  writeFileSync(path, ['customer_id,time,interaction,channel', ...rows, ''].join('\n'));
  return { path, figures, brokenLine: rows.length + 1 };
}
