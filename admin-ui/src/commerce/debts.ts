import type { Schemas } from '../api/client';

type Debt = Schemas['GuideDebt'];

/** What is owed in one currency: the sum, and the debts with the oldest first. */
export interface Owed {
  currency: string;
  totalMinor: number;
  debts: Debt[];
}

/** Debts by currency, in the order in which the currencies were first owed. */
export function owedByCurrency(debts: Debt[]): Owed[] {
  const owed = new Map<string, Owed>();
  for (const debt of debts) {
    const { totalMinor, debts: before } = owed.get(debt.currency) ?? { totalMinor: 0, debts: [] };
    owed.set(debt.currency, { currency: debt.currency, totalMinor: totalMinor + debt.debtMinor, debts: [...before, debt] });
  }
  return [...owed.values()];
}

/** Income of a record that counts, after what was taken back of it since; nothing where its transfer failed or came back. */
export function netIncomeMinor(record: Schemas['TaxRecord']): number {
  if (record.correctedAt) {
    return 0;
  }
  return record.corrections.filter((correction) => !correction.undoneAt).reduce((income, correction) => income - correction.incomeMinor, record.incomeMinor);
}
