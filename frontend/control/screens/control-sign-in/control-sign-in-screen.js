import { h, useStyles } from "../../../core/dom.js";
import { safeNext } from "../../../core/router.js";
import { Screen } from "../../../core/screen.js";
import { session } from "../../../core/session.js";
import { icon } from "../../../parts/icon.js";
import { accountForm, emailField, passwordField } from "../../../screens/sign-in/account-form.js";

await useStyles(import.meta.url, ["../../../screens/sign-in/sign-in-screen.css"]);

class ControlSignInScreen extends Screen {
  start() {
    this.heading = "Sign in · Control room";
    const next = safeNext(this.query, "/admin");
    if (session.user) {
      queueMicrotask(() => this.router.go(next, { replace: true }));
      return;
    }
    const email = emailField();
    const password = passwordField({ isNew: false });
    const form = accountForm({
      fields: [email, password],
      action: "/admin/sign-in",
      label: "Sign in",
      send: async (values) => {
        await session.signIn({ email: values.email.trim(), password: values.password });
        await this.router.go(next, { replace: true });
      },
      explain: (problem) => (problem.status === 401 ? refusal(password) : null),
    });
    this.show(h("div", { class: "account-card panel" },
      h("h1", { tabindex: -1 }, "Control room"),
      h("p", { class: "lede" }, "For administrators of this shop."),
      form,
      h("p", { class: "account-switch soft" }, h("a", { href: "/" }, "To the shop"))));
    email.control.focus({ preventScroll: true });
  }
}

function refusal(password) {
  password.control.focus();
  password.control.select();
  return h("div", { class: "notice bad", role: "alert" }, icon("alert"),
    h("p", {}, "Email and password do not match an account."));
}

customElements.define("control-sign-in-screen", ControlSignInScreen);
