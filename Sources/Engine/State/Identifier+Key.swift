package import Commerce
package import Storage

extension Identifier: KeyPart {
    /// 16 bytes, most significant first: UUIDv7 keys sort by creation.
    package func encode(into key: inout KeyEncoder) {
        key.append(high)
        key.append(low)
    }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        self.init(high: try key.read(), low: try key.read())
    }
}

extension ByteWriter {
    /// A presence byte, then the value if there is one; as `writeOptional`, specialised in this module.
    @inline(__always)
    mutating func writeIfPresent<Value>(_ value: Value?, _ body: (inout ByteWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }

    /// An identifier's 16 bytes.
    mutating func write<Subject>(_ id: Identifier<Subject>) {
        write(id.high.bigEndian)
        write(id.low.bigEndian)
    }

    mutating func write(_ time: Timestamp) { writeVarint(time.millis) }

    mutating func write(_ money: Money) { writeVarint(UInt64(money.minorUnits)) }

    mutating func write(_ code: some Coded) { write(code.rawValue) }
}

extension ByteReader {
    /// What `writeIfPresent` wrote; as `readOptional`, specialised in this module.
    @inline(__always)
    mutating func readIfPresent<Value>(
        _ body: (inout ByteReader) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value? {
        try readBool() ? try body(&self) : nil
    }

    mutating func readIdentifier<Subject>() throws(DecodingFailure) -> Identifier<Subject> {
        let high: UInt64 = try read()
        let low: UInt64 = try read()
        return Identifier(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
    }

    mutating func readTime() throws(DecodingFailure) -> Timestamp { Timestamp(millis: try readSignedVarint()) }

    mutating func readMoney() throws(DecodingFailure) -> Money {
        let minorUnits = try readVarint()
        guard minorUnits <= UInt64(Money.maximumMinorUnits), let money = Money(minorUnits: Int64(minorUnits)) else {
            throw .invalid("amount \(minorUnits)")
        }
        return money
    }

    mutating func readCoded<Code: Coded>(_ type: Code.Type = Code.self) throws(DecodingFailure) -> Code {
        let raw = try readUInt8()
        guard let code = Code(rawValue: raw) else { throw .invalid("\(Code.self) \(raw)") }
        return code
    }

    mutating func readInt() throws(DecodingFailure) -> Int {
        let value = try readVarint()
        guard value <= UInt64(Int.max) else { throw .invalid("number \(value)") }
        return Int(value)
    }

    /// Reads text and makes a value of it that has rules of its own.
    mutating func readText<Value>(_ make: (String) -> Value?) throws(DecodingFailure) -> Value {
        let text = try readString()
        guard let value = make(text) else { throw .invalid("\(Value.self) \(text)") }
        return value
    }
}

extension CustomerID: KeyPart {
    /// A byte 0 and the 16 bytes of an account, or a byte 1 and a guest's terminated name.
    package func encode(into key: inout KeyEncoder) {
        switch self {
        case .account(let user):
            key.append(UInt8(0))
            user.encode(into: &key)
        case .guest(let name):
            key.append(UInt8(1))
            key.appendTerminated(name.utf8)
        }
    }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        switch try key.read(UInt8.self) {
        case 0: self = .account(try UserID(decoding: &key))
        case 1: self = .guest(try String(decoding: &key))
        case let other: throw .invalid("customer kind \(other)")
        }
    }
}

extension ProductID: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.appendTerminated(text.utf8) }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        let text = try String(decoding: &key)
        guard let product = ProductID(text) else { throw .invalid("product id") }
        self = product
    }
}

extension OrderStatus: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.append(rawValue) }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        let raw: UInt8 = try key.read()
        guard let status = OrderStatus(rawValue: raw) else { throw .invalid("status \(raw)") }
        self = status
    }
}
