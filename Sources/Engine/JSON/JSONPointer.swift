/// Places in a JSON text, written as RFC 6901 pointers such as `/items/0/quantity`.
package enum JSONPointer {
    /// The pointer to a member of what `pointer` points to; `~` and `/` in the name are written as `~0` and `~1`.
    package static func appending(_ name: String, to pointer: String) -> String {
        var result = pointer
        result.append("/")
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            result.append(name)
            return result
        }
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": result.append("~0")
            case "/": result.append("~1")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The pointer to an element of what `pointer` points to.
    package static func appending(_ index: Int, to pointer: String) -> String {
        "\(pointer)/\(index)"
    }

    /// The names and indices on the way of a pointer, unescaped; none for the whole document.
    ///
    /// A token that is written like an array index (RFC 6901, section 4) is taken for one.
    package static func steps(_ pointer: String) -> [Step] {
        // Splitting scalars, not characters: a combining mark after the slash would hide it.
        pointer.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
            let name = unescaped(token)
            if let index = Int(name), index >= 0, String(index) == name { return .index(index) }
            return .name(name)
        }
    }

    /// One token of a pointer.
    package enum Step: Equatable, Sendable {
        /// A member of an object.
        case name(String)
        /// An element of an array, counted from 0.
        case index(Int)
    }

    private static func unescaped(_ token: Substring.UnicodeScalarView) -> String {
        var result = String.UnicodeScalarView()
        var followsTilde = false
        for scalar in token {
            if followsTilde {
                result.append(scalar == "0" ? "~" : scalar == "1" ? "/" : scalar)
                followsTilde = false
            } else if scalar == "~" {
                followsTilde = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
