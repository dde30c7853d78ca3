import { h, useStyles } from "../../core/dom.js";
import { safeNext } from "../../core/router.js";
import { Screen } from "../../core/screen.js";
import { session } from "../../core/session.js";
import { FormField } from "../../parts/form-field.js";
import { icon } from "../../parts/icon.js";
import { accountForm, emailField, passwordField } from "./account-form.js";

await useStyles(import.meta.url, ["./sign-in-screen.css"]);

class SignUpScreen extends Screen {
  start() {
    this.heading = "Create an account";
    const next = safeNext(this.query);
    if (session.user) {
      queueMicrotask(() => this.router.go(next, { replace: true }));
      return;
    }
    const name = FormField.create({
      name: "full_name", label: "Name", type: "text", autocomplete: "name", maxlength: 255, optional: true,
    });
    const email = emailField();
    const signInHref = () => {
      const query = new URLSearchParams({ next });
      if (email.value) query.set("email", email.value);
      return `/sign-in?${query}`;
    };
    const form = accountForm({
      fields: [name, email, passwordField({ isNew: true })],
      action: "/sign-up",
      label: "Create account",
      send: async (values) => {
        await session.register({
          email: values.email.trim(), password: values.password, fullName: values.full_name.trim(),
        });
        await this.router.go(next, { replace: true });
      },
      explain: (problem) => (problem.status === 409 ? alreadyThere(signInHref()) : null),
    });
    this.show(h("div", { class: "account-card panel" },
      h("h1", { tabindex: -1 }, "Create an account"),
      h("p", { class: "lede" }, "To order, and to see every step as it happens."),
      form,
      h("p", { class: "account-switch soft" }, "Already have one? ",
        h("a", { href: `/sign-in?next=${encodeURIComponent(next)}` }, "Sign in"))));
    name.control.focus({ preventScroll: true });
  }
}

function alreadyThere(href) {
  return h("div", { class: "notice bad", role: "alert" }, icon("alert"),
    h("p", {}, "There is an account with this email already. ", h("a", { href }, "Sign in instead"), "."));
}

customElements.define("sign-up-screen", SignUpScreen);
