/** Gathers calls into one with the next frame; in a hidden window, which has no frames, into one a while later. */
export function nextFrame(run: () => void): () => void {
  let due = false;
  const now = () => {
    due = false;
    run();
  };
  return () => {
    if (due) return;
    due = true;
    if (document.hidden) setTimeout(now, 100);
    else requestAnimationFrame(now);
  };
}
