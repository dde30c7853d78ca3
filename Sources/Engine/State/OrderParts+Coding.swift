import Commerce
import Storage

// The parts of an order as bytes; the layouts are in docs/data-file.md.

extension CustomerID {
    func encode(into writer: inout ByteWriter) {
        switch self {
        case .account(let user):
            writer.write(UInt8(0))
            writer.write(user)
        case .guest(let name):
            writer.write(UInt8(1))
            writer.write(name)
        }
    }

    init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        switch try reader.readUInt8() {
        case 0: self = .account(try reader.readIdentifier())
        case 1: self = .guest(try reader.readString())
        case let other: throw .invalid("customer kind \(other)")
        }
    }
}

extension OrderItem {
    init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        let product = try reader.readText { ProductID($0) }
        let quantity = try reader.readInt()
        let price = try reader.readMoney()
        do throws(AmountError) {
            self = try OrderItem(product: product, quantity: quantity, unitPrice: price)
        } catch {
            throw .invalid("item: \(error)")
        }
    }
}

extension Address {
    func encode(into writer: inout ByteWriter) {
        writer.write(street)
        writer.write(city)
        writer.write(state)
        writer.write(zip)
        writer.writeIfPresent(country) { $0.write($1) }
    }

    init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        let street = try reader.readString()
        let city = try reader.readString()
        let state = try reader.readString()
        let zip = try reader.readString()
        let country = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
        do throws(Flaw) {
            self = try Address(street: street, city: city, state: state, zip: zip, country: country)
        } catch {
            throw .invalid("address: \(error)")
        }
    }
}

extension CardSummary {
    func encode(into writer: inout ByteWriter) {
        writer.write(brand)
        writer.write(lastFour)
    }

    init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        let brand: CardBrand = try reader.readCoded()
        guard let card = CardSummary(brand: brand, lastFour: try reader.readString()) else { throw .invalid("card") }
        self = card
    }
}

extension Shipping {
    func encode(into writer: inout ByteWriter) {
        writer.write(carrier)
        writer.write(trackingNumber.text)
        writer.write(shippedAt)
    }

    init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        let carrier: Carrier = try reader.readCoded()
        let tracking = try reader.readText { TrackingNumber($0) }
        self.init(carrier: carrier, trackingNumber: tracking, shippedAt: try reader.readTime())
    }
}

extension Failure {
    func encode(into writer: inout ByteWriter) {
        writer.write(code)
        writer.write(message)
        writer.write(stage)
        writer.write(at)
    }

    init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        let code: FailureCode = try reader.readCoded()
        let message = try reader.readString()
        let stage: Stage = try reader.readCoded()
        self.init(code: code, message: message, stage: stage, at: try reader.readTime())
    }
}

extension OrderNote {
    func encode(into writer: inout ByteWriter) {
        writer.writeIfPresent(author) { $0.write($1) }
        writer.write(text)
        writer.write(isVisibleToCustomer)
        writer.write(at)
    }

    init(decoding reader: inout ByteReader, number: Int) throws(DecodingFailure) {
        let author: UserID? = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readIdentifier()
        }
        let text = try reader.readString()
        let isVisible = try reader.readBool()
        self.init(
            number: number,
            author: author,
            text: text,
            isVisibleToCustomer: isVisible,
            at: try reader.readTime()
        )
    }
}

extension ByteReader {
    mutating func readCurrency() throws(DecodingFailure) -> Currency {
        let packed: UInt32 = try read()
        guard let currency = Currency(packed: packed) else { throw .invalid("currency \(packed)") }
        return currency
    }
}
