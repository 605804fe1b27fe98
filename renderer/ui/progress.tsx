import { useEffect, useState } from "react";
import "./progress.css";

/** Turns while something is under way; the words beside it say what. */
export function Spinner() {
  return <span className="spinner" aria-hidden="true" />;
}

/** A share of a whole, 0 to 1. The words beside it carry the numbers. */
export function Bar(props: { readonly share: number; readonly tone?: "accent" | "ok" | "warn" | "danger"; readonly label: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, props.share)) * 100);
  return (
    <span
      className={`bar bar-${props.tone ?? "accent"}`}
      role="progressbar"
      aria-label={props.label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${percent}%` }} />
    </span>
  );
}

/** Grey stand-ins in the final layout, from 150 ms on: what is quicker shows nothing in between (guide §4). */
export function Skeleton(props: { readonly label: string; readonly rows: number; readonly rowHeight: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={props.label} className="skeleton">
      {late
        ? Array.from({ length: props.rows }, (_, index) => `row-${index}`).map((key, index) => (
            <div key={key} className="skeleton-row" style={{ height: props.rowHeight }}>
              <span style={{ width: `${30 - (index % 3) * 6}%` }} />
              <span style={{ width: `${18 + (index % 4) * 3}%` }} />
            </div>
          ))
        : null}
    </div>
  );
}
