import { memo } from "react";
import { Link } from "../link.jsx";
import { Badges } from "./badges.jsx";
import { categoryLabel } from "./filters.js";
import { describeDate, joinNames, plansTerm } from "./verdict.js";
import { matchReason, splitByWords } from "./words.js";

const Highlighted = ({ text, words }) =>
  splitByWords(text, words).map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));

export const Card = memo(function Card({ vendor, words, isWatched, isCompared, onWatch, onCompare }) {
  const { slug, name, plans } = vendor;
  const category = categoryLabel(vendor.category);
  const reason = matchReason(vendor, category, words);
  return (
    <li className="card">
      <h3>
        <Link href={`/vendors/${slug}/`}>
          <Highlighted text={name} words={words} />
        </Link>
      </h3>
      <p>
        <Highlighted text={category} words={words} />
      </p>
      {reason && (
        <p className="match-reason">
          {reason.term}
          <Highlighted text={reason.text} words={words} />
        </p>
      )}
      <Badges vendor={vendor} />
      {plans.length > 0 && (
        <p className="plans">
          {plansTerm(vendor)}: {joinNames(plans)}
        </p>
      )}
      <p className="card-verified">
        Last verified <time dateTime={vendor.last_verified}>{describeDate(vendor.last_verified)}</time> · confidence: {vendor.confidence}
      </p>
      <div className="card-actions">
        <button type="button" className="watch" aria-pressed={isWatched} aria-label={`Watch ${name}`} onClick={() => onWatch(slug)}>
          Watch
        </button>{" "}
        <button type="button" className="compare" aria-pressed={isCompared} aria-label={`Compare ${name}`} onClick={() => onCompare(slug)}>
          Compare
        </button>{" "}
        <a className="register-link no-print" href="/register/" aria-label={`Add to my register: ${name}`}>
          Add to my register
        </a>
      </div>
    </li>
  );
});
