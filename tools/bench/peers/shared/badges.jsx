import { badges } from "./verdict.js";

const ICONS = { yes: "#icon-yes", depends: "#icon-depends", no: "#icon-no", "not-stated": "#icon-not-stated" };

export const Badge = ({ label, tone }) => (
  <span className={`badge ${tone}`}>
    <svg aria-hidden="true">
      <use href={ICONS[tone]} />
    </svg>
    {label}
  </span>
);

export const Badges = ({ vendor }) => (
  <ul className="badges" aria-label="Verdict">
    {badges(vendor).map((badge, index) => (
      <li key={index}>
        <Badge {...badge} />
      </li>
    ))}
  </ul>
);
