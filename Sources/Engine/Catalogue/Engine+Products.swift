package import Commerce
import EventLog
import Storage

extension Engine {
    /// Adds a product for somebody who runs the shop.
    ///
    /// - Throws: `.catalogue` when the domain refuses, `.idempotencyKeyReused`, storage errors.
    package func createProduct(
        _ command: CreateProduct,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await changeCatalogue(.productCreate, of: command.id, by: actor, request) {
            [catalogue] now, transaction throws(EngineError) in
            try catalogue.create(command, by: actor, now: now, in: transaction)
        }
    }

    /// Changes fields of a product for somebody who runs the shop.
    ///
    /// - Throws: `.productNotFound`, and as `createProduct`.
    package func changeProduct(
        _ id: ProductID,
        _ command: ChangeProduct,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await changeCatalogue(.productChange, of: id, by: actor, request) {
            [catalogue] now, transaction throws(EngineError) in
            let product = try catalogue.product(id, in: transaction)
            return try catalogue.change(product, command, by: actor, now: now, in: transaction)
        }
    }

    /// Takes a product out of the catalogue for somebody who runs the shop; it stays, and is not sold any more.
    ///
    /// - Throws: `.productNotFound`, and as `createProduct`.
    package func removeProduct(
        _ id: ProductID,
        _ command: RemoveProduct,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await changeCatalogue(.productRemove, of: id, by: actor, request) {
            [catalogue] now, transaction throws(EngineError) in
            let product = try catalogue.product(id, in: transaction)
            let level = try stored { () throws(StorageError) in try catalogue.level(of: id, in: transaction) }
            let decision = try catalogued { () throws(CatalogueRejection) in
                try command.decide(product, lowStockThreshold: level.lowStockThreshold, by: actor, now: now)
            }
            return try stored { () throws(StorageError) in
                try catalogue.change(decision, before: product, in: transaction)
            }
        }
    }

    /// Writes products and what belongs to them.
    var catalogue: CatalogueJournal { CatalogueJournal(journal) }

    /// Runs a command on the catalogue as a unit of the writer and keeps its answer for a request with a key.
    private func changeCatalogue(
        _ action: AuditAction,
        of id: ProductID,
        by actor: Actor,
        _ request: IdempotencyRequest?,
        _ body:
            @escaping @Sendable (
                _ now: Timestamp, _ transaction: borrowing WriteTransaction
            ) throws(EngineError) -> (view: ProductView, sequence: LogSequence)
    ) async throws(EngineError) -> CommandAnswer {
        try catalogued { () throws(CatalogueRejection) in try actor.requireCatalogue() }
        let (trail, status): (AuditTrail, UInt16) = (trail(actor), action == .productCreate ? 201 : 200)
        return try await command(request) { [catalogue] now, transaction throws(EngineError) in
            let (before, threshold) = try stored { () throws(StorageError) in
                let before = try catalogue.tables.products.get(id, in: transaction)
                return (before, before == nil ? nil : try catalogue.level(of: id, in: transaction).lowStockThreshold)
            }
            let (view, sequence) = try body(now, transaction)
            let diff = AuditDiff(before, threshold: threshold, view)
            try trail.record(action, .product(id), diff, now: now, in: transaction)
            var answer = CommandAnswer(status: status, body: ProductJSON.render(view), sequence: sequence)
            answer.version = view.product.version
            return answer
        }
    }
}

extension CatalogueJournal {
    /// A product, sold or not.
    ///
    /// - Throws: `.productNotFound`.
    func product(_ id: ProductID, in transaction: borrowing WriteTransaction) throws(EngineError) -> Product {
        let product = try stored { () throws(StorageError) in try tables.products.get(id, in: transaction) }
        guard let product else { throw .productNotFound }
        return product
    }

    /// Decides on a new product and writes it.
    func create(
        _ command: CreateProduct,
        by actor: Actor,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> (view: ProductView, sequence: LogSequence) {
        let (existing, skuHolder) = try stored { () throws(StorageError) in
            (
                try tables.products.get(command.id, in: transaction),
                try holder(of: command.sku, besides: nil, in: transaction)
            )
        }
        let decision = try catalogued { () throws(CatalogueRejection) in
            try command.decide(existing: existing, skuHolder: skuHolder, by: actor, now: now)
        }
        return try stored { () throws(StorageError) in
            try create(decision, stock: command.stock, reason: "opening stock", now: now, in: transaction)
        }
    }

    /// Decides on a change and writes it.
    func change(
        _ product: Product,
        _ command: ChangeProduct,
        by actor: Actor,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> (view: ProductView, sequence: LogSequence) {
        let (threshold, skuHolder) = try stored { () throws(StorageError) in
            (
                try level(of: product.id, in: transaction).lowStockThreshold,
                try conflict(of: product, with: command.fields.sku, in: transaction)
            )
        }
        let decision = try catalogued { () throws(CatalogueRejection) in
            try command.decide(
                product,
                lowStockThreshold: threshold,
                skuHolder: skuHolder,
                by: actor,
                now: now
            )
        }
        return try stored { () throws(StorageError) in try change(decision, before: product, in: transaction) }
    }

    /// Another product that has the SKU a product is to get. A product may keep the one it has, whoever else has it
    /// from a first catalogue or an older store.
    private func conflict(
        of product: Product,
        with sku: String?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> ProductID? {
        guard let sku, Product.skuKey(sku) != product.skuKey else { return nil }
        return try holder(of: sku, besides: product.id, in: transaction)
    }
}
