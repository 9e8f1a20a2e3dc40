import { useTranslation } from 'react-i18next';

/** The idea of the product in one picture: five people, a plan of two, and who is under, on and over it. */
export function PlanPicture() {
  const { t } = useTranslation();
  const people = [1, 2, 3, 2, 0];
  return (
    <figure className="plan-picture">
      <svg viewBox="0 24 320 104" role="img" aria-label={t('picture.label')}>
        {people.map((touches, person) => {
          const x = 26 + person * 58;
          return (
            <g key={person}>
              {[0, 1, 2].map((level) => {
                const shown = level < touches;
                const missing = !shown && level < 2;
                const y = 92 - level * 30;
                if (missing) {
                  return <rect key={level} x={x + 1} y={y} width="34" height="22" rx="6" fill="none" stroke="var(--under)" strokeWidth="1.8" strokeDasharray="4 4" />;
                }
                return shown
                  ? <rect key={level} x={x} y={y} width="36" height="23" rx="6" fill={level >= 2 ? 'var(--over)' : 'var(--exact)'} />
                  : null;
              })}
            </g>
          );
        })}
        <path d="M10 58h300" stroke="var(--ink)" strokeWidth="1.5" strokeDasharray="2 5" strokeLinecap="round" />
        <path d="M14 122h292" stroke="var(--line)" strokeWidth="2" />
      </svg>
      <figcaption>
        <span><i className="swatch under" />{t('picture.leakage')}</span>
        <span><i className="swatch exact" />{t('picture.exact')}</span>
        <span><i className="swatch over" />{t('picture.heavy')}</span>
      </figcaption>
    </figure>
  );
}
