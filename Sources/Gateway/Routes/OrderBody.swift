import Commerce
import Engine

/// The body of `POST /orders`: read field by field, all problems collected.
enum OrderBody {
    private static let fields = [
        "user_id", "customer_id", "items", "total_amount", "shipping_address", "payment_method", "currency", "metadata",
        "customer_email", "card_details",
    ]

    static func read(_ body: inout FieldReader, for principal: Principal?) -> OrderDraft? {
        body.unknownFields(allowed: fields)
        let customer = readCustomer(&body, principal)
        let items = body.array("items", count: 1...Order.itemLimit) { readItem(&$0) }
        let total = readMoney("total_amount", &body)
        let currency = readCurrency(&body)
        let address = body.optionalObject("shipping_address") { readAddress(&$0) }
        let method = readPaymentMethod(&body)
        let card = body.optionalObject("card_details") { readCard(&$0) }
        let email = body.optionalString("customer_email", max: EmailAddress.byteLimit)
        let metadata = readMetadata(&body)
        guard let customer, let items, let total, let method else { return nil }
        return OrderDraft(
            customer: customer,
            items: items,
            total: total,
            currency: currency,
            address: address,
            paymentMethod: method,
            card: card ?? nil,
            metadata: metadata,
            email: email
        )
    }

    /// `user_id` or `customer_id`; whoever has a token can only be themselves.
    private static func readCustomer(_ body: inout FieldReader, _ principal: Principal?) -> CustomerID? {
        let key = body.optional("user_id") != nil ? "user_id" : "customer_id"
        let given = body.optionalString(key, max: CustomerID.guestByteLimit)
        guard let own = principal?.customer else {
            guard let given else {
                if principal == nil { return .guest("guest") }
                body.report(key, code: "required", detail: "A program says whose order it is.")
                return nil
            }
            if let customer = CustomerID(text: given) { return customer }
            body.report(key, code: "invalid", detail: "A user's or customer's id is expected.")
            return nil
        }
        guard given == nil || CustomerID(text: given ?? "") == own else {
            body.report(key, code: "not_yours", detail: "This must be your own id.")
            return nil
        }
        return own
    }

    private static func readItem(_ item: inout FieldReader) -> OrderItem? {
        item.unknownFields(allowed: ["product_id", "quantity", "unit_price", "price"])
        let text = item.requiredString("product_id", max: ProductID.byteLimit)
        let limits = OrderItem.quantityRange
        let quantity = item.requiredInt("quantity", Int64(limits.lowerBound)...Int64(limits.upperBound))
        let price = readMoney(item.optional("unit_price") != nil ? "unit_price" : "price", &item)
        guard let text, let quantity, let price else { return nil }
        guard let product = ProductID(text) else {
            item.report("product_id", code: "invalid", detail: "A product's id is expected.")
            return nil
        }
        do throws(AmountError) {
            return try OrderItem(product: product, quantity: Int(quantity), unitPrice: price)
        } catch {
            item.report("quantity", code: "out_of_range", detail: "The line's total is above \(Money.maximum.text).")
            return nil
        }
    }

    static func readMoney(_ key: String, _ reader: inout FieldReader) -> Money? {
        guard let digits = reader.requiredDecimalText(key) else { return nil }
        do throws(AmountError) {
            return try Money.parse(digits)
        } catch {
            switch error {
            case .precision:
                reader.report(
                    key,
                    code: ErrorCode.amountPrecision.rawValue,
                    detail: "At most two decimals are allowed."
                )
            case .outOfRange, .quantity:
                reader.report(key, code: "out_of_range", detail: "0 to \(Money.maximum.text) is expected.")
            case .malformed:
                reader.report(key, code: "wrong_type", detail: "A decimal number is expected.")
            }
            return nil
        }
    }

    private static func readCurrency(_ body: inout FieldReader) -> Currency {
        guard let text = body.optionalString("currency", max: 3) else { return .usd }
        if let currency = Currency(text) { return currency }
        body.report("currency", code: "invalid", detail: "A code of three capital letters is expected.")
        return .usd
    }

    static func readPaymentMethod(_ body: inout FieldReader) -> PaymentMethod? {
        let text = body.optionalString("payment_method", max: PaymentMethod.limit) ?? "CREDIT_CARD"
        // A card number here would be kept and shown.
        if let method = PaymentMethod(text), CardSummary(number: text) == nil { return method }
        body.report("payment_method", code: "invalid", detail: "A name is expected.")
        return nil
    }

    private static func readAddress(_ reader: inout FieldReader) -> Address? {
        reader.unknownFields(allowed: ["street", "city", "state", "zip", "country"])
        let street = reader.requiredString("street", max: Address.Field.street.limit)
        let city = reader.requiredString("city", max: Address.Field.city.limit)
        let state = reader.requiredString("state", max: Address.Field.state.limit)
        let zip = reader.requiredString("zip", max: Address.Field.zip.limit)
        let country = reader.optionalString("country", max: Address.Field.country.limit)
        guard let street, let city, let state, let zip else { return nil }
        do throws(Address.Flaw) {
            return try Address(street: street, city: city, state: state, zip: zip, country: country)
        } catch {
            reader.report("street", code: "invalid", detail: "\(error)")
            return nil
        }
    }

    /// The number itself is looked at here and nowhere else, and never kept.
    static func readCard(_ reader: inout FieldReader) -> CardSummary?? {
        guard let number = reader.optionalString("number", max: 40) else { return .some(nil) }
        if let card = CardSummary(number: number) { return card }
        reader.report("number", code: "invalid", detail: "A card number is expected.")
        return nil
    }

    private static func readMetadata(_ body: inout FieldReader) -> String {
        guard let node = body.optional("metadata") else { return "{}" }
        guard node.kind == .object else {
            body.report("metadata", code: "wrong_type", detail: "An object is expected.")
            return "{}"
        }
        let text = String(decoding: node.rawText, as: UTF8.self)
        if text.utf8.count > Order.metadataByteLimit {
            body.report("metadata", code: "too_long", detail: "At most \(Order.metadataByteLimit) bytes are allowed.")
        }
        return text
    }
}
