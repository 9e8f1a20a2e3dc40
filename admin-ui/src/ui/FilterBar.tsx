interface Option {
  value: string | undefined;
  label: string;
}

interface Props {
  label: string;
  value: string | undefined;
  options: Option[];
  onChange: (value: string | undefined) => void;
}

/** One choice of a few, as pills; plain buttons, so that keyboard and screen reader need nothing special. */
export function FilterBar({ label, value, options, onChange }: Props) {
  return (
    <div className="pills" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value ?? ''} type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}
