// Runs as a blocking script in <head>, before anything is painted: the chosen theme never flashes in late.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("tradepost.theme") ?? "system";
  } catch {
    // Storage is switched off: follow the system.
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = choice;
  document.querySelector('meta[name="theme-color"]').content = dark ? "#0f1412" : "#f5f6f4";
})();
