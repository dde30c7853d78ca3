/// Integers from the digits of JSON numbers.
enum JSONInteger {
    /// Exponents beyond this are cut here: no text within `JSONLimits.largestMaxBytes` has digits enough to undo them.
    private static let exponentBound = 1 << 40

    /// What a JSON number is as an integer.
    enum Reading: Equatable {
        case integer(Int64)
        /// Something other than zeros stands behind the point.
        case fraction
        /// A whole number outside Int64, or one with so many digits that it does not matter.
        case tooLarge
    }

    /// The integer a well-formed JSON number stands for, or nil when it has a fraction or does not fit.
    static func exact(_ text: ArraySlice<UInt8>) -> Int64? {
        if case .integer(let value) = read(text) { return value }
        return nil
    }

    /// Reads a well-formed JSON number.
    static func read(_ text: ArraySlice<UInt8>) -> Reading {
        var text = text
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { text.removeFirst() }
        let digits = significantDigits(text)
        // The last significant digit is not zero, so any negative scale leaves a fraction.
        if digits.scale < 0 { return .fraction }
        guard let value = digits.value, let magnitude = scaled(value, by: digits.scale) else { return .tooLarge }
        if isNegative, magnitude == Int64.min.magnitude { return .integer(.min) }
        guard let integer = Int64(exactly: magnitude) else { return .tooLarge }
        return .integer(isNegative ? -integer : integer)
    }

    /// The digits without leading and trailing zeros (nil when they overflow) and the power of ten they are scaled by.
    private static func significantDigits(_ text: ArraySlice<UInt8>) -> (value: UInt64?, scale: Int) {
        var value: UInt64? = 0
        // Zeros are held back until another digit follows; the trailing ones belong to the scale.
        var heldZeros = 0
        var scale = 0
        var isFraction = false
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            if byte | 0x20 == UInt8(ascii: "e") {
                scale += exponent(text[index...])
                break
            }
            if isFraction { scale -= 1 }
            if byte == UInt8(ascii: "0") {
                heldZeros += 1
                continue
            }
            value = value.flatMap { scaled($0, by: heldZeros + 1) }
                .map { $0.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0"))) }
                .flatMap { $0.overflow ? nil : $0.partialValue }
            heldZeros = 0
        }
        return value == 0 ? (0, 0) : (value, scale + heldZeros)
    }

    /// `value` × 10^`power`, or nil when it overflows.
    private static func scaled(_ value: UInt64, by power: Int) -> UInt64? {
        guard value != 0 else { return 0 }
        // 10^20 is past UInt64, so is any non-zero value times it.
        guard power < 20 else { return nil }
        var result = value
        for _ in 0..<power {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            result = product
        }
        return result
    }

    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        var text = text
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { text.removeFirst() }
        var value = 0
        for byte in text {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), exponentBound)
        }
        return isNegative ? -value : value
    }
}
