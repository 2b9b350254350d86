/**
 * Holds work back until it is opened. `pass` is what the work awaits; `reached` resolves when the first work waits
 * there.
 */
export function gate() {
  let open = () => {};
  let reach = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const pass = () => {
    reach();
    return opened;
  };
  return { pass, reached, open };
}
