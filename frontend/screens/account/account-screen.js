import { accountApi, api } from "../../core/api.js";
import { h, useStyles } from "../../core/dom.js";
import { hasRoute } from "../../core/features.js";
import { Screen } from "../../core/screen.js";
import { settingsSection } from "../../parts/settings-section.js";
import { messageList } from "./message-list.js";
import { notificationChoices } from "./notification-choices.js";
import { passwordForm } from "./password-form.js";
import { profileForm } from "./profile-form.js";
import { sessionList } from "./session-list.js";

await useStyles(import.meta.url, [
  "../../parts/settings-section.css", "../sign-in/sign-in-screen.css", "./account-screen.css",
]);

/** The customer's own account: name, password, where it is signed in, what it is told, and who else is. */
class AccountScreen extends Screen {
  #sections = h("div", { class: "settings" });

  start() {
    this.heading = "Your account";
    this.show(h("div", { class: "screen-head" }, h("h1", { tabindex: -1 }, "Your account")), this.#sections);
    this.ready = this.#fill();
  }

  /** Parts that this server does not have are not shown. */
  async #fill() {
    const { signal } = this;
    this.#sections.append(settingsSection({
      title: "Profile", lede: "How we address you and reach you about a parcel.", signal,
      load: () => api.me(signal), render: profileForm,
    }));
    const [password, messages, notifications, webhooks] = await Promise.all([
      hasRoute("/users/me/password"), hasRoute("/notifications"), hasRoute("/users/me/notification-settings"),
      hasRoute("/webhooks"),
    ]);
    if (signal.aborted) return;
    if (password) {
      this.#sections.append(settingsSection({
        title: "Password", lede: "A new one ends all your other sessions.", signal, render: passwordForm,
      }));
    }
    if (messages) {
      this.#sections.append(settingsSection({
        title: "Messages", lede: "What we have told you.", signal,
        load: () => accountApi.messages(signal), render: ({ data }) => messageList(data),
      }));
    }
    if (notifications) {
      this.#sections.append(settingsSection({
        title: "Notifications", lede: "Where we tell you about your orders.", signal,
        load: () => accountApi.notificationSettings(signal), render: notificationChoices,
      }));
    }
    const sessions = settingsSection({
      title: "Sessions", lede: "Browsers and apps in which you are signed in.", signal,
      load: () => accountApi.sessions(signal), render: ({ data }) => sessionList(data, () => sessions.reload()),
    });
    this.#sections.append(sessions);
    if (webhooks) {
      this.#sections.append(settingsSection({
        title: "Webhooks", lede: "Your own server can be told of what happens to your orders.", signal,
        render: () => h("p", {}, h("a", { class: "button", href: "/account/webhooks" }, "Manage webhooks")),
      }));
    }
  }
}

customElements.define("account-screen", AccountScreen);
