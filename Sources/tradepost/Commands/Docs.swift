import ArgumentParser
import Gateway

/// `tradepost docs …`: pages of docs/ that are made of what the program knows; for those who work on it.
struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a page of the documentation that the program itself knows best.",
        shouldDisplay: false,
        subcommands: [Errors.self]
    )

    /// `tradepost docs errors`: docs/errors.md.
    struct Errors: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the catalogue of errors as Markdown.")

        func run() { Output.text(ErrorCatalogue.markdown) }
    }
}
