/** Three steps of an unrolled network: states along the time, an output above each. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 26" aria-hidden="true" focusable="false">
      <path d="M1 19h30M6 19V5m10 14V5m10 14V5" />
      <circle cx="6" cy="19" r="4" />
      <circle cx="16" cy="19" r="4" />
      <circle cx="26" cy="19" r="4" />
      <path class="logo-heads" d="M3.5 7 6 4l2.5 3M13.5 7 16 4l2.5 3M23.5 7 26 4l2.5 3" />
    </svg>
  );
}
