import Commerce

/// The words the shop comes with. A file of the same name in the folder of templates replaces one of them.
enum BuiltInTemplates {
    static func text(_ kind: NoticeKind, _ form: NoticeTemplates.Form) -> String {
        let words = words(kind)
        return switch form {
        case .subject: words.subject
        case .short: words.short
        case .text: text(words)
        case .html: page(words)
        }
    }

    /// What one kind of notice says.
    private struct Words {
        var subject: String
        var short: String
        /// The sentence after the greeting.
        var opening: String
        /// More about it, as lines of text and as HTML.
        var details: (text: String, html: String) = ("", "")
        /// Whether lines and total of the order follow.
        var hasItems = false
    }

    private static func words(_ kind: NoticeKind) -> Words {
        switch kind {
        case .message:
            Words(
                subject: "{{#subject}}{{subject}}{{/subject}}{{^subject}}A message from {{shop}}{{/subject}}",
                short: "{{message}}",
                opening: "",
                details: ("{{message}}\n", "{{#paragraphs}}\n<p>{{paragraph}}</p>\n{{/paragraphs}}\n")
            )
        case .orderConfirmation:
            Words(
                subject: "Your order {{order_number}} at {{shop}}",
                short: "We have your order {{order_number}} over {{total}}. Thank you!",
                opening:
                    "thank you for your order {{order_number}} of {{placed_on}}. We tell you when it is on its way.",
                hasItems: true
            )
        case .orderShipped:
            Words(
                subject: "Your order {{order_number}} is on its way",
                short: "Your order {{order_number}} is on its way with {{carrier}}: {{tracking_number}}.",
                opening: "your order {{order_number}} is on its way to you.",
                details: parcel,
                hasItems: true
            )
        case .orderDelivered:
            Words(
                subject: "Your order {{order_number}} was delivered",
                short: "Your order {{order_number}} was delivered.",
                opening:
                    "your order {{order_number}} was delivered{{#delivered_on}} on {{delivered_on}}{{/delivered_on}}. "
                    + "We hope that you enjoy it."
            )
        case .orderCancelled:
            Words(
                subject: "Your order {{order_number}} was cancelled",
                short: "Your order {{order_number}} was cancelled.",
                opening: "your order {{order_number}} over {{total}} was cancelled. "
                    + "{{#paid}}What you paid is given back to you.{{/paid}}{{^paid}}Nothing was charged.{{/paid}}",
                details: reason
            )
        case .orderFailed:
            Words(
                subject: "Your order {{order_number}} could not be completed",
                short: "Your order {{order_number}} could not be completed.",
                opening: "we are sorry: your order {{order_number}} over {{total}} could not be completed. "
                    + "Whatever was paid for it is given back to you.",
                details: reason
            )
        }
    }

    private static let parcel = (
        text: "Carrier: {{carrier}}\nTracking number: {{tracking_number}}\nExpected on: {{estimated_delivery}}\n",
        html: "<p>Carrier: {{carrier}}<br>Tracking number: <b>{{tracking_number}}</b><br>"
            + "Expected on: {{estimated_delivery}}</p>\n"
    )
    private static let reason = (
        text: "{{#reason}}\nReason: {{reason}}\n{{/reason}}\n",
        html: "{{#reason}}\n<p>Reason: {{reason}}</p>\n{{/reason}}\n"
    )

    // MARK: Forms

    private static let greeting = "Hello{{#customer_name}} {{customer_name}}{{/customer_name}},"

    private static func text(_ words: Words) -> String {
        var text = greeting + "\n\n"
        if !words.opening.isEmpty { text += words.opening + "\n\n" }
        if !words.details.text.isEmpty { text += words.details.text + "\n" }
        if words.hasItems { text += itemLines }
        return text + "{{shop}}\n"
    }

    private static let itemLines = """
        {{#items}}
        {{quantity}} x {{name}}, {{line_total}}
        {{/items}}
        Total: {{total}}

        {{#address}}
        {{address_line}}
        {{/address}}


        """

    private static func page(_ words: Words) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>\(words.subject)</title></head>
        <body style="font-family: sans-serif; max-width: 40em">
        <p>\(greeting)</p>
        \(words.opening.isEmpty ? "" : "<p>\(words.opening)</p>\n")\(words.details.html)\
        \(words.hasItems ? itemTable : "")<p>{{shop}}</p>
        </body>
        </html>

        """
    }

    private static let itemTable = """
        <table cellpadding="4">
        {{#items}}
        <tr><td>{{quantity}}</td><td>{{name}}</td><td align="right">{{line_total}}</td></tr>
        {{/items}}
        <tr><td></td><td><b>Total</b></td><td align="right"><b>{{total}}</b></td></tr>
        </table>
        <p>
        {{#address}}
        {{address_line}}<br>
        {{/address}}
        </p>

        """
}
