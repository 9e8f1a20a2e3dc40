export interface CustomerRecord {
  recordId: string;
  source: string;
  givenName?: string;
  surname: string;
  birthDate?: string;
  phone?: string;
  city: string;
}

/**
 * People who are in a system twice, the second time with a typo, and some of whom only surname and city were written
 * down once more: those nobody can be sure about.
 */
export function customerRecords(source: string, people: number, thin: number): CustomerRecord[] {
  const random = numbers(20_260_601);
  const word = () => Array.from({ length: 3 }, () => 'bcdfghklmnprstvw'.charAt(random(16)) + 'aeiou'.charAt(random(5))).join('');
  const two = (value: number) => String(value).padStart(2, '0');
  const records = Array.from({ length: people }, (_, index): [CustomerRecord, CustomerRecord] => {
    const [givenName, surname, city] = [word(), word(), `city${index % 7}`];
    const date = [1940 + random(60), two(1 + random(12)), two(1 + random(28))];
    const phone = `138${10_000_000 + random(90_000_000)}`;
    return [
      { recordId: `${source}-a${index}`, source, givenName, surname, birthDate: date.join('-'), phone, city },
      { recordId: `${source}-b${index}`, source, givenName, surname: surname.slice(1), birthDate: date.join(''), phone, city },
    ];
  });
  const doubtful = records.slice(0, thin).map(([first], index): CustomerRecord => ({ recordId: `${source}-t${index}`, source, surname: first.surname, city: first.city }));
  return [...records.flat(), ...doubtful];
}

/** Numbers that are the same in every run (a linear congruential generator). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
