const KEY = "tradepost.theme";
const CHOICES = ["system", "light", "dark"];

/** The theme: the choice is an attribute of the root element, set first by theme-boot.js; CSS does the rest. */
export const theme = {
  get choice() {
    const chosen = document.documentElement.dataset.theme;
    return CHOICES.includes(chosen) ? chosen : "system";
  },

  get next() {
    return CHOICES[(CHOICES.indexOf(this.choice) + 1) % CHOICES.length];
  },

  choose(choice) {
    document.documentElement.dataset.theme = choice;
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Not remembered, but applied.
    }
    paintBrowserChrome();
  },
};

function paintBrowserChrome() {
  const background = getComputedStyle(document.documentElement).backgroundColor;
  document.querySelector('meta[name="theme-color"]').content = background;
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintBrowserChrome);
