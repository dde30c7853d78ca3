/// Why an amount, or a line of an order, was not accepted.
package enum AmountError: Error, Hashable, Sendable {
    /// Not a JSON number or decimal string.
    case malformed
    /// More than two decimals that are not zero.
    case precision
    /// Negative, or more than 99,999,999.99.
    case outOfRange
    /// A quantity that is not 1 … 1,000,000.
    case quantity
}
