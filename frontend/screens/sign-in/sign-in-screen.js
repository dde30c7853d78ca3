import { h, useStyles } from "../../core/dom.js";
import { safeNext } from "../../core/router.js";
import { Screen } from "../../core/screen.js";
import { session } from "../../core/session.js";
import { icon } from "../../parts/icon.js";
import { accountForm, emailField, passwordField } from "./account-form.js";

await useStyles(import.meta.url, ["./sign-in-screen.css"]);

class SignInScreen extends Screen {
  start() {
    this.heading = "Sign in";
    const next = safeNext(this.query);
    if (session.user) {
      queueMicrotask(() => this.router.go(next, { replace: true }));
      return;
    }
    const email = emailField();
    email.value = this.query.get("email");
    const password = passwordField({ isNew: false });
    const form = accountForm({
      fields: [email, password],
      action: "/sign-in",
      label: "Sign in",
      send: async (values) => {
        await session.signIn({ email: values.email.trim(), password: values.password });
        await this.router.go(next, { replace: true });
      },
      explain: (problem) => (problem.status === 401 ? wrongCredentials(password) : null),
    });
    const signUp = `/sign-up?next=${encodeURIComponent(next)}`;
    this.show(h("div", { class: "account-card panel" },
      h("h1", { tabindex: -1 }, "Sign in"),
      h("p", { class: "lede" }, next === "/cart" ? "Then your order is one step away." : "Follow your orders live."),
      form,
      h("p", { class: "account-switch soft" }, "New here? ", h("a", { href: signUp }, "Create an account"))));
    (email.value ? password : email).control.focus({ preventScroll: true });
  }
}

/** The same words for an unknown address and a wrong password: the page gives no more away than the server. */
function wrongCredentials(password) {
  password.control.focus();
  password.control.select();
  return h("div", { class: "notice bad", role: "alert" }, icon("alert"),
    h("p", {}, "Email and password do not match an account."));
}

customElements.define("sign-in-screen", SignInScreen);
