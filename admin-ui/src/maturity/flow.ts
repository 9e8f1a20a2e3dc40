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

/** How many came to a higher stage, came back to a lower one, or stayed. */
export function movesOf(flow: Flow): { up: number; down: number; stayed: number } {
  const moves = { up: 0, down: 0, stayed: 0 };
  for (const { from, to, people } of flow.cells) {
    const step = flow.stages.indexOf(to) - flow.stages.indexOf(from);
    moves[step > 0 ? 'up' : step < 0 ? 'down' : 'stayed'] += people;
  }
  return moves;
}
