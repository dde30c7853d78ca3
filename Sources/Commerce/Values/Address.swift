/// Where an order is sent.
package struct Address: Hashable, Sendable {
    /// Names a part of an address in an error.
    package enum Field: String, Hashable, Sendable, CaseIterable {
        case street, city, state, zip, country

        /// The most Unicode scalars the part may have.
        package var limit: Int {
            switch self {
            case .street: 255
            case .city, .state, .country: 100
            case .zip: 20
            }
        }
    }

    /// Why an address was not accepted.
    package enum Flaw: Error, Hashable, Sendable {
        /// The part is empty or only spaces.
        case blank(Field)
        /// The part has more scalars than `Field.limit`, or a country fewer than two.
        case length(Field)
        /// The part holds a control character.
        case control(Field)
    }

    /// Street and number, 1–255 characters.
    package let street: String
    /// City, 1–100 characters.
    package let city: String
    /// State, province or region, 1–100 characters.
    package let state: String
    /// Postal code, 1–20 characters.
    package let zip: String
    /// Country as a name or a code, 2–100 characters, if given.
    package let country: String?

    /// Accepts parts within their limits; throws the first flaw in the order of the parameters.
    package init(street: String, city: String, state: String, zip: String, country: String? = nil) throws(Flaw) {
        try Self.check(street, .street)
        try Self.check(city, .city)
        try Self.check(state, .state)
        try Self.check(zip, .zip)
        if let country {
            try Self.check(country, .country)
            guard country.utf8.count >= 2 else { throw .length(.country) }
        }
        self.street = street
        self.city = city
        self.state = state
        self.zip = zip
        self.country = country
    }

    /// Checks one part alone, so that a form can report every flaw at once.
    package static func check(_ text: String, _ field: Field) throws(Flaw) {
        guard !TextRules.isBlank(text) else { throw .blank(field) }
        guard TextRules.fits(text, limit: field.limit) else { throw .length(field) }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .control(field) }
    }
}
