/// Why a text was refused as JSON, with the byte at fault.
///
/// The grammar is RFC 8259 without its liberties: UTF-8 only, no byte order mark, no two equal keys in an object.
package enum JSONError: Error, Equatable, Sendable {
    /// Nothing but white space.
    case empty
    /// More bytes than `JSONLimits.maxBytes`.
    case tooLarge(bytes: Int, limit: Int)
    /// The text starts with a UTF-8 or UTF-16 byte order mark.
    case byteOrderMark
    /// A NUL byte, which also gives UTF-16 and UTF-32 away.
    case nulByte(offset: Int)
    /// Bytes in a string that are not UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
    case invalidUTF8(offset: Int)
    /// An unescaped character below U+0020 in a string.
    case controlCharacter(offset: Int)
    /// A backslash followed by something JSON gives no meaning to.
    case invalidEscape(offset: Int)
    /// A `\u` escape that is half of a surrogate pair.
    case loneSurrogate(offset: Int)
    /// A number JSON has no form for, such as `+1`, `.5`, `1.` or `1e`.
    case invalidNumber(offset: Int)
    /// A number such as `01`.
    case leadingZero(offset: Int)
    /// A bare word other than `true`, `false` and `null`, for example `NaN`.
    case invalidLiteral(offset: Int)
    /// A comment.
    case comment(offset: Int)
    /// A comma before `]` or `}`.
    case trailingComma(offset: Int)
    /// A byte that cannot stand there; `expected` says what could.
    case unexpectedByte(offset: Int, expected: Expectation)
    /// The text stops before the value is complete; the offset is its length.
    case unexpectedEnd(offset: Int)
    /// Something other than white space follows the value.
    case trailingData(offset: Int)
    /// Containers nested deeper than `JSONLimits.maxDepth`.
    case tooDeep(offset: Int, limit: Int)
    /// An object with more than `JSONLimits.maxMembersPerObject` members.
    case tooManyMembers(offset: Int, limit: Int)
    /// More keys and values than `JSONLimits.maxNodes`.
    case tooManyNodes(offset: Int, limit: Int)
    /// A key that its object already has; the pointer (RFC 6901) is that of the member, the offset the later key's.
    ///
    /// Readers disagree on which of the two counts, so they would see two different orders.
    case duplicateKey(pointer: String, offset: Int)

    /// What the grammar allows at a place.
    package enum Expectation: String, Sendable {
        case value = "a value"
        case key = "a key in double quotes"
        case colon = "a colon"
        case commaOrBracket = "a comma or ']'"
        case commaOrBrace = "a comma or '}'"
    }
}

extension JSONError {
    /// The position of the byte at fault, counted from 0.
    package var offset: Int {
        switch self {
        case .empty, .byteOrderMark: 0
        case .tooLarge(_, let limit): limit
        case .nulByte(let offset), .invalidUTF8(let offset), .controlCharacter(let offset), .invalidEscape(let offset),
            .loneSurrogate(let offset), .invalidNumber(let offset), .leadingZero(let offset),
            .invalidLiteral(let offset), .comment(let offset), .trailingComma(let offset),
            .unexpectedByte(let offset, _), .unexpectedEnd(let offset), .trailingData(let offset),
            .tooDeep(let offset, _), .tooManyMembers(let offset, _), .tooManyNodes(let offset, _),
            .duplicateKey(_, let offset):
            offset
        }
    }

    /// A sentence for the person who sent the text; it quotes a key at most, never a value.
    package var explanation: String {
        switch self {
        case .empty: "The text is empty; send one JSON value."
        case .tooLarge(let bytes, let limit): "The text has \(bytes) bytes; at most \(limit) are read."
        case .byteOrderMark: "The text starts with a byte order mark; send UTF-8 without one."
        case .nulByte(let offset): "Byte \(offset) is NUL; send UTF-8."
        case .invalidUTF8(let offset): "The string is not valid UTF-8 at byte \(offset)."
        case .controlCharacter(let offset): "The control character at byte \(offset) must be written as an escape."
        case .invalidEscape(let offset): "The escape at byte \(offset) is not one JSON knows."
        case .loneSurrogate(let offset): "The escape at byte \(offset) is half of a surrogate pair."
        case .invalidNumber(let offset): "The number is malformed at byte \(offset)."
        case .leadingZero(let offset): "The number at byte \(offset) has a leading zero."
        case .invalidLiteral(let offset): "The word at byte \(offset) is none of true, false and null."
        case .comment(let offset): "JSON has no comments, but one starts at byte \(offset)."
        case .trailingComma(let offset): "Nothing follows the comma before byte \(offset)."
        case .unexpectedByte(let offset, let expected): "At byte \(offset) \(expected.rawValue) is expected."
        case .unexpectedEnd(let offset): "The text ends after \(offset) bytes, before its value is complete."
        case .trailingData(let offset): "The value is complete, but more follows at byte \(offset)."
        case .tooDeep(let offset, let limit): "At byte \(offset) the nesting exceeds \(limit) levels."
        case .tooManyMembers(let offset, let limit): "At byte \(offset) the object exceeds \(limit) members."
        case .tooManyNodes(let offset, let limit): "At byte \(offset) the text exceeds \(limit) keys and values."
        case .duplicateKey(let pointer, let offset): "The key at byte \(offset) is given twice: \(pointer)."
        }
    }
}
