/** The logo: a b that is a lamp, with its light in the bowl. Decorative, since the name is shown next to it. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#176856" />
      <path d="M10.5 7v18" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M10.5 18a6.5 6.5 0 1 1 6.5 6.5" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <circle cx="17" cy="18" r="2.4" fill="#f7b955" />
    </svg>
  );
}
