import dayjs, { type Dayjs } from 'dayjs';
import type { Schemas } from '../api/client';

type Flow = Schemas['StageFlow'];

/** One stage at the earlier time, with where its people were at the later. */
export interface FlowRow {
  from: string;
  people: number;
  cells: { to: string; people: number; share: number }[];
}

/** The matrix by rows, in the order of the stages; `share` is of everybody who was at the row's stage. */
export function rowsOf(flow: Flow): FlowRow[] {
  return flow.stages.map((from) => {
    const cells = flow.stages.map((to) => ({ to, people: flow.cells.find((cell) => cell.from === from && cell.to === to)?.people ?? 0 }));
    const people = cells.reduce((sum, cell) => sum + cell.people, 0);
    return { from, people, cells: cells.map((cell) => ({ ...cell, share: people ? cell.people / people : 0 })) };
  });
}

/** How many came to a higher stage, or stayed; by the stages of one time nobody comes back to a lower one. */
export function movesOf(flow: Flow): { up: number; stayed: number } {
  const stayed = flow.cells.reduce((sum, { from, to, people }) => sum + (from === to ? people : 0), 0);
  return { up: flow.base - stayed, stayed };
}

/** Shown at first: from so many days ago until now. */
const DAYS = 30;

/** The time that an address asks for, until now at the latest; what is none there, or begins after its end, is not asked for. */
export function spanOf(chosenFrom: string | undefined, chosenTo: string | undefined, now: Dayjs): { from: Dayjs; to: Dayjs } {
  const chosenEnd = timeOf(chosenTo);
  const to = chosenEnd?.isBefore(now) ? chosenEnd : now;
  const from = timeOf(chosenFrom);
  return { from: from?.isBefore(to) ? from : to.subtract(DAYS, 'day'), to };
}

function timeOf(chosen: string | undefined): Dayjs | undefined {
  const time = chosen === undefined ? undefined : dayjs(chosen);
  return time?.isValid() ? time : undefined;
}
