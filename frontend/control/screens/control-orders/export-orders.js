import { adminApi } from "../../../core/admin-api.js";
import { patiently } from "../../../core/bulk.js";
import { csvLine, download } from "../../../core/csv.js";
import { h, setText } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { Problem } from "../../../core/problem.js";
import { openModal } from "../../../parts/modal.js";
import { problemNotice } from "../../../parts/problem-panel.js";

const COLUMNS = {
  order_number: (order) => order.order_number,
  order_id: (order) => order.order_id,
  status: (order) => order.status,
  created_at: (order) => order.created_at,
  updated_at: (order) => order.updated_at,
  user_id: (order) => order.user_id,
  customer_email: (order) => order.customer_email,
  items: (order) => order.items.map(({ product_id: id, quantity }) => `${quantity} × ${id}`).join("; "),
  total_amount: (order) => order.total_amount.toFixed(2),
  currency: (order) => order.currency,
  payment_method: (order) => order.payment_method,
  carrier: (order) => order.shipping?.carrier,
  tracking_number: (order) => order.shipping?.tracking_number,
  failure_code: (order) => order.failure?.code,
};

/** Writes all orders of exactly this filter into a file, page by page, at the pace that the server allows. */
export async function exportOrders(query) {
  const text = h("p", { role: "status" }, "Reading …");
  const progress = h("progress", {});
  const body = h("div", { class: "stack" }, progress, text);
  const stopper = new AbortController();
  const dialog = openModal({ title: "Export orders", body, onClose: () => stopper.abort() });
  const lines = [csvLine(Object.keys(COLUMNS))];
  try {
    let cursor = "";
    let total = null;
    do {
      const page = await patiently(() => adminApi.orders({ ...query, page_size: 100, cursor }, stopper.signal),
        { signal: stopper.signal, onWait: (seconds) => setText(text,
          `${count(lines.length - 1)} read, going on in ${seconds} s`) });
      for (const order of page.data) lines.push(csvLine(Object.values(COLUMNS).map((read) => read(order))));
      total ??= page.total;
      if (total) progress.max = total;
      if (total) progress.value = lines.length - 1;
      setText(text, `${count(lines.length - 1)}${total ? ` of ${count(total)}` : ""} read`);
      cursor = page.has_more ? page.next_cursor : "";
    } while (cursor);
    download(`orders-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.csv`, `${lines.join("\r\n")}\r\n`);
    dialog.close();
  } catch (problem) {
    if (stopper.signal.aborted) return;
    if (!(problem instanceof Problem)) throw problem;
    body.replaceChildren(problemNotice(problem));
  }
}
