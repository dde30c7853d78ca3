import { api } from "./api.js";
import { randomKey } from "./http.js";
import { decimalFrom } from "./money.js";
import { Store } from "./store.js";

/** What the customer has typed so far, by field. Gone with the tab, because an address is personal. */
const draft = new Store({}, {
  storage: "sessionStorage", key: "tradepost.draft", isValid: (value) => typeof value === "object",
});

/** The checkout under way: `{key, body, uncertain}`, where `body` is the exact text that goes with the key. */
const attempt = new Store(null, {
  storage: "sessionStorage", key: "tradepost.checkout", isValid: (value) => typeof value?.key === "string",
});

const BUSY_TRIES = 4;

export const checkout = {
  draft,

  /** Whether an order was sent whose outcome is not known. */
  get isUncertain() {
    return attempt.get()?.uncertain === true;
  },

  /** The body of `POST /orders` for these cart lines; every amount is a decimal string made from cents. */
  bodyFor({ userId, email, lines, totalCents, address, paymentMethod, cardNumber }) {
    return {
      user_id: userId,
      ...(email ? { customer_email: email } : {}),
      items: lines.map((line) => ({
        product_id: line.productId, quantity: line.quantity, unit_price: decimalFrom(line.cents),
      })),
      total_amount: decimalFrom(totalCents),
      currency: lines[0].currency,
      shipping_address: address,
      payment_method: paymentMethod,
      ...(cardNumber ? { card_details: { number: cardNumber } } : {}),
    };
  },

  /**
   * Places the order exactly once: one idempotency key per body, kept over reloads until the outcome is known.
   * When an earlier try with another body ended without an answer, it first looks whether that one arrived.
   * Answers `{order, arrivedEarlier}`.
   */
  async place(body) {
    const text = JSON.stringify(body);
    const earlier = attempt.get();
    if (earlier?.uncertain && earlier.body !== text) {
      const order = await this.findArrived();
      if (order) return { order, arrivedEarlier: true };
    }
    const key = earlier?.body === text ? earlier.key : randomKey();
    attempt.set({ key, body: text, uncertain: true });
    try {
      const order = await send({ ...body, metadata: { checkout_id: key } }, key);
      attempt.set(null);
      return { order, arrivedEarlier: false };
    } catch (problem) {
      attempt.set({ key, body: text, uncertain: problem.isUncertain !== false });
      throw problem;
    }
  },

  /** The order of the earlier try, when that did arrive; the try is over then. */
  async findArrived() {
    const { key, body } = attempt.get();
    const { data } = await api.orders({ userId: JSON.parse(body).user_id, pageSize: 20 });
    const order = data.find((candidate) => candidate.metadata?.checkout_id === key) ?? null;
    if (order) attempt.set(null);
    return order;
  },

  /** Forgets address and attempt, as at sign-out. */
  forget() {
    draft.set({});
    attempt.set(null);
  },
};

/** A 409 with `Retry-After` means that the same request is still being worked on: wait for its answer. */
async function send(body, key, tries = BUSY_TRIES) {
  try {
    return await api.placeOrder(body, key);
  } catch (problem) {
    if (problem.status !== 409 || problem.retryAfter === 0 || tries <= 1) throw problem;
    await new Promise((resolve) => setTimeout(resolve, problem.retryAfter * 1000));
    return send(body, key, tries - 1);
  }
}
